const MARK = '/* prepared */';

/**
 * Names for the statements that begin with the mark: under its name a connection keeps a statement parsed and planned, which
 * takes longer than executing it when the statement is large. The plan is one for any values and for tables of the size they
 * had: mark only statements that use the same indexes however large their tables become.
 */
export class PreparedStatements {
  private readonly names = new Map<string, string>();

  /** @returns an empty name for a statement that is not to be kept */
  nameOf(sql: string): string {
    if (!sql.startsWith(MARK)) return '';
    const name = this.names.get(sql) ?? `s${this.names.size + 1}`;
    this.names.set(sql, name);
    return name;
  }
}
