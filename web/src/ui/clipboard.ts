/** Clipboards are for secure contexts only. @returns whether the browser let it happen */
export async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
