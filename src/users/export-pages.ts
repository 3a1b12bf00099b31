/** Small, since rows may be long and several exports run at once. */
const PAGE = 100;

/** A long list of an export, which is read page by page while it is being sent. */
export class ExportPages {
  private constructor(readonly pages: () => AsyncGenerator<unknown[]>) {}

  /**
   * @param read a page after the last entry of the one before; one shorter than `limit` is the last
   * @param shape the exported fields of an entry; absent: all of it
   */
  static of<T>(
    read: (after: T | undefined, limit: number) => Promise<T[]>,
    shape: (entries: T[]) => unknown[] | Promise<unknown[]> = (entries) => entries,
    limit = PAGE,
  ): ExportPages {
    return new ExportPages(async function* () {
      let page: T[];
      let last: T | undefined;
      do {
        page = await read(last, limit);
        last = page.at(-1);
        if (page.length > 0) yield await shape(page);
      } while (page.length === limit);
    });
  }
}
