/** Counts what passed, what failed and what did not run, and says each as it comes, with how long it took. */
export class Report {
  private passed = 0;
  private failed = 0;
  private skipped = 0;

  /** Checks one thing; its error is its failure. */
  public async check(what: string, body: () => unknown): Promise<void> {
    const began = Date.now();
    const took = () => `${what} (${((Date.now() - began) / 1000).toFixed(0)} s)`;
    try {
      await body();
      this.passed++;
      console.log(`ok      ${took()}`);
    } catch (error) {
      this.failed++;
      console.log(`FAIL    ${took()}\n${error instanceof Error ? error.message : error}`);
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
