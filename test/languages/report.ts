/** Counts what passed, what failed and what did not run, and says each as it comes. */
export class Report {
  private passed = 0;
  private failed = 0;
  private skipped = 0;

  /** Checks one thing; its error is its failure. */
  public async check(what: string, body: () => unknown): Promise<void> {
    try {
      await body();
      this.passed++;
      console.log(`ok      ${what}`);
    } catch (error) {
      this.failed++;
      console.log(`FAIL    ${what}\n${error instanceof Error ? error.message : error}`);
    }
  }

  /** Says what cannot run here, and why. */
  public skip(what: string, reason: string): void {
    this.skipped++;
    console.log(`not run ${what}: ${reason}`);
  }

  /** The last line, and the exit code. */
  public end(): void {
    console.log(`${this.passed} passed, ${this.failed} failed, ${this.skipped} skipped`);
    process.exitCode = this.failed === 0 ? 0 : 1;
  }
}
