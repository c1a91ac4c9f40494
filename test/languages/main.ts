import * as fs from 'node:fs';
import * as path from 'node:path';
import { csharp } from './csharp';
import { go } from './go';
import { java, MAVEN_REPOSITORY } from './java';
import { Installed, Language } from './language';
import { LIBRARY, libraryToPack } from './library';
import { python } from './python';
import { Report } from './report';
import { requireSame, synthesise } from './templates';
import { typescript } from './typescript';
import { CDK_VERSION, EXAMPLES, PACKAGES, ROOT, run } from './workshop';

const LANGUAGES = [typescript, python, java, go, csharp];

/** What a user must read about a mistake with a prop: our own words in each language, or what jsii says where it notices first. */
const COMPLAINTS: Record<string, string> = {
  'fewer tasks at most than at least': "'maxTasks' must be at least 'minTasks', got maxTasks=2 and minTasks=3",
  'an address in place of a name': "'allowedDomains' must hold DNS names, such as api.example.com or *.apps.example.com, got 'https://api.example.com/'",
  'nobody': "'clients' must not be empty: say who may connect",
  'a word in place of a number': 'type of argument min_tasks must be one of (int, float, NoneType); got str instead',
  'words in place of peers': "Key 'clients': Unable to deserialize value",
  'nothing in place of what is required': 'clients is required',
  'nil in place of what is required': 'Clients is required',
};

/** Uses the packed library in every language, each with the jsii runtime of its own, and demands the template that TypeScript makes. */
async function main(): Promise<void> {
  const report = new Report();
  await report.check(`project files name aws-cdk-lib ${CDK_VERSION}`, requireVersions);

  const runnable: Language[] = [];
  for (const language of LANGUAGES) {
    const reason = await language.missing();
    if (reason) {
      report.skip(language.name, reason);
    } else {
      runnable.push(language);
    }
  }
  await report.check(`packages of version ${LIBRARY.version}`, async () => pack(runnable));
  const installations = runnable.map((language) => ({ language, installed: language.install() }));
  const reference = synthesiseExamples(typescript, installations[0].installed);
  reference.catch(() => undefined); // reported by whoever compares with it
  await Promise.all(installations.map(async ({ language, installed }) => use(report, language, installed, reference)));
  report.end();
}

type Templates = Record<string, Record<string, string>>;

async function synthesiseExamples(language: Language, installing: Promise<Installed>): Promise<Templates> {
  const installed = await installing;
  const templates: Templates = {};
  for (const example of EXAMPLES) {
    templates[example] = (await synthesise(path.join(language.name, example), path.join(installed.folder, example), installed.env)).templates;
  }
  return templates;
}

async function use(report: Report, language: Language, installing: Promise<Installed>, reference: Promise<Templates>): Promise<void> {
  await report.check(`${language.name}: installs`, async () => installing);
  const installed = await installing.catch(() => undefined);
  if (!installed) return;
  const { complaints, openToTheWorld, note } = installed;
  const what = language === typescript ? 'synthesise' : `make the template of TypeScript${note ? ` (${note})` : ''}`;
  await report.check(`${language.name}: ${EXAMPLES.join(' and ')} ${what}`, async () => {
    const templates = language === typescript ? await reference : await synthesiseExamples(language, installing);
    for (const example of EXAMPLES) requireSame(templates[example], (await reference)[example]);
  });
  if (complaints) {
    await report.check(`${language.name}: wrong props`, async () => requireComplaints(await complaints()));
  }
  if (openToTheWorld) {
    await report.check(`${language.name}: a warning on synth`, async () => {
      const { said } = await synthesise(path.join(language.name, 'open-to-the-world'), installed.folder, installed.env, '--app', openToTheWorld);
      requireText(said, "'clients' holds 0.0.0.0/0");
      requireText(said, 'cdk-lattice-external-ingress:openToTheWorld');
    });
  }
}

/** As a release does; where there is no toolchain for a language, its sources alone. */
async function pack(runnable: Language[]): Promise<void> {
  LANGUAGES.forEach(({ target }) => fs.rmSync(path.join(PACKAGES, target), { recursive: true, force: true }));
  const targets = (languages: Language[]) => ['--targets', ...languages.map(({ target }) => target)];
  const library = libraryToPack();
  const built = runnable.filter(({ codeOnly }) => !codeOnly);
  const pacmak = async (...options: string[]) => run(
    library, {}, 'npx', 'jsii-pacmak', '--outdir', PACKAGES, '--no-npmignore', '--maven-local-repository', MAVEN_REPOSITORY, ...options,
  );
  await pacmak(...targets(built));
  await pacmak('--code-only', ...targets(LANGUAGES.filter((language) => !built.includes(language))));
}

function requireComplaints(complaints: Record<string, string>): void {
  for (const [mistake, text] of Object.entries(complaints)) requireText(text, COMPLAINTS[mistake] ?? `a complaint that is listed for '${mistake}'`);
}

function requireText(text: string, part: string): void {
  if (!text.includes(part)) throw new Error(`expected\n${part}\ngot\n${text}`);
}

function requireVersions(): void {
  for (const { name } of LANGUAGES) {
    for (const example of EXAMPLES) {
      const folder = path.join(ROOT, 'examples', name, example);
      const files = fs.readdirSync(folder).filter((file) => /^(package\.json|requirements\.txt|pom\.xml|go\.mod|.*\.csproj)$/.test(file));
      requireText(files.map((file) => fs.readFileSync(path.join(folder, file), 'utf8')).join(), CDK_VERSION);
    }
  }
}

void main();
