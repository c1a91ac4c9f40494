import { Environment } from './workshop';

/** What a user reads about wrong props: by the name of the mistake, the text of the exception. */
export type Complaints = Record<string, string>;

/** The examples of a language, with the library installed. */
export interface Installed {
  /** The folder that holds the examples. */
  readonly folder: string;

  /** What a user of the language has in the environment, such as an active virtual environment. */
  readonly env: Environment;

  /** Makes mistakes with props. */
  readonly complaints?: () => Promise<Complaints>;

  /** The command of an app that everybody may call, which is worth a warning. */
  readonly openToTheWorld?: string;

  /** What differs from what a user gets from the registries, and why. */
  readonly note?: string;
}

/** How a language gets the library, and what it needs to. */
export interface Language {
  /** Its folder below `examples/`. */
  readonly name: string;

  /** The target of jsii-pacmak. */
  readonly target: string;

  /** Whether jsii-pacmak only generates the code, and `install()` builds it. */
  readonly codeOnly?: boolean;

  /** What this machine lacks to run it. */
  missing(): Promise<string | undefined>;

  /** Builds what is left to build, and installs the library into the examples. */
  install(): Promise<Installed>;
}
