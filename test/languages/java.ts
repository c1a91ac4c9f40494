import * as fs from 'node:fs';
import * as path from 'node:path';
import { Language } from './language';
import { copyExamples } from './library';
import { PACKAGES, run, versionOf, WORKSHOP } from './workshop';

const HERE = path.join(__dirname, 'java');

/** A local repository of its own: the library's version is the same in each run, and must not stay in the user's. */
export const MAVEN_REPOSITORY = path.join(WORKSHOP, 'maven');

/** The jar, with everything else by exact versions of the examples' pom.xml. */
export const java: Language = {
  name: 'java',
  target: 'java',
  missing: async () => {
    const [maven, compiler] = [await versionOf('mvn', '--version'), await versionOf('javac', '--version')];
    return maven === undefined || compiler === undefined ? 'no mvn and javac' : undefined;
  },
  install: async () => {
    const folder = copyExamples('java');
    fs.cpSync(path.join(PACKAGES, 'java'), MAVEN_REPOSITORY, { recursive: true });
    const env = { MAVEN_OPTS: `-Dmaven.repo.local=${MAVEN_REPOSITORY} -XX:TieredStopAtLevel=1` };
    return {
      folder,
      env,
      complaints: async () => {
        // A project like the quick start's, with another class.
        const project = path.join(WORKSHOP, 'wrong-props');
        const sources = path.join(project, 'src', 'main', 'java', 'com', 'example');
        fs.mkdirSync(sources, { recursive: true });
        fs.copyFileSync(path.join(HERE, 'WrongProps.java'), path.join(sources, 'WrongProps.java'));
        fs.copyFileSync(path.join(folder, 'quick-start', 'pom.xml'), path.join(project, 'pom.xml'));
        const { stdout } = await run(project, env, 'mvn', '-q', 'compile', 'exec:java', '-Dexec.mainClass=com.example.WrongProps');
        // Maven resets the terminal's colours, even where there is none.
        return JSON.parse(stdout.replaceAll('\x1b[0m', ''));
      },
    };
  },
};
