import { Manifest } from './checks';

/** What a package says of itself to a registry, and what package.json says. */
interface Said { readonly what: string; readonly text?: string; readonly wanted: string | RegExp }

/**
 * What Maven Central refuses a pom without.
 *
 * @see https://central.sonatype.org/publish/requirements/
 */
export function pomFindings(pom: string, manifest: Manifest): string[] {
  const project = child(pom, 'project');
  const { groupId, artifactId } = manifest.jsii!.targets!.java!.maven!;
  return findings('the pom', [
    { what: 'its group', text: child(project, 'groupId'), wanted: groupId! },
    { what: 'its name in the group', text: child(project, 'artifactId'), wanted: artifactId! },
    { what: 'a version that is no snapshot', text: child(project, 'version'), wanted: RELEASED },
    { what: 'a name for people', text: child(project, 'name'), wanted: /./ },
    { what: 'its description', text: child(project, 'description'), wanted: manifest.description! },
    { what: 'its home page', text: child(project, 'url'), wanted: manifest.homepage! },
    { what: 'the name of its licence', text: child(project, 'licenses', 'license', 'name'), wanted: /./ },
    { what: 'the text of its licence', text: child(project, 'licenses', 'license', 'url'), wanted: /^https:/ },
    { what: 'who develops it', text: child(project, 'developers', 'developer', 'organization'), wanted: manifest.author!.name! },
    { what: 'how its developers are reached', text: child(project, 'developers', 'developer', 'email'), wanted: manifest.author!.email! },
    { what: 'where its sources are', text: child(project, 'scm', 'url'), wanted: manifest.repository!.url! },
    { what: 'how its sources are fetched', text: child(project, 'scm', 'connection'), wanted: `scm:git:${manifest.repository!.url}` },
  ]);
}

/**
 * What PyPI shows, and how it knows that the README is Markdown.
 *
 * @see https://packaging.python.org/en/latest/specifications/core-metadata/
 */
export function wheelFindings(metadata: string, manifest: Manifest): string[] {
  const [head] = metadata.split('\n\n', 1);
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(head)?.[1];
  return findings('the wheel', [
    { what: 'its name', text: field('Name'), wanted: manifest.jsii!.targets!.python!.distName! },
    { what: 'a released version', text: field('Version'), wanted: RELEASED },
    { what: 'its description', text: field('Summary'), wanted: manifest.description! },
    { what: 'its licence', text: field('License'), wanted: manifest.license! },
    { what: 'its home page', text: field('Home-page'), wanted: manifest.homepage! },
    { what: 'where its sources are', text: field('Project-URL'), wanted: `Source, ${manifest.repository!.url}` },
    { what: 'that its README is Markdown', text: field('Description-Content-Type'), wanted: 'text/markdown' },
    { what: 'which Python it needs', text: field('Requires-Python'), wanted: /^>=3/ },
  ]);
}

/**
 * What NuGet shows: by a project, which has the names of MSBuild, or by what a package holds of it.
 *
 * @see https://learn.microsoft.com/en-us/nuget/create-packages/package-authoring-best-practices
 */
export function nugetFindings(projectOrNuspec: string, manifest: Manifest): string[] {
  const project = child(projectOrNuspec, 'Project', 'PropertyGroup');
  const nuspec = child(projectOrNuspec, 'package', 'metadata');
  const field = (ofProject: string, ofNuspec: string) => child(project, ofProject) ?? child(nuspec, ofNuspec);
  return findings('the NuGet package', [
    { what: 'its name', text: field('PackageId', 'id'), wanted: manifest.jsii!.targets!.dotnet!.packageId! },
    { what: 'a released version', text: field('PackageVersion', 'version'), wanted: RELEASED },
    { what: 'its authors', text: field('Authors', 'authors'), wanted: manifest.author!.name! },
    { what: 'its description', text: field('Description', 'description')?.replace(/ \(Stability: \w+\)$/, ''), wanted: manifest.description! },
    { what: 'its licence', text: field('PackageLicenseExpression', 'license'), wanted: manifest.license! },
    { what: 'its home page', text: field('ProjectUrl', 'projectUrl'), wanted: manifest.homepage! },
    { what: 'its keywords', text: field('PackageTags', 'tags'), wanted: /\baws-cdk\b/ },
  ]);
}

const RELEASED = /^\d+\.\d+\.\d+$/;

function findings(where: string, said: Said[]): string[] {
  return said.filter(({ text = '', wanted }) => (typeof wanted === 'string' ? text !== wanted : !wanted.test(text)))
    .map(({ what, text, wanted }) => `${where} must say ${what}, ${wanted}: it says ${text}`);
}

/** The text of an element, found by the names of the elements around it; enough for what pacmak writes, where none holds another of its name. */
function child(xml: string | undefined, ...path: string[]): string | undefined {
  const [name, ...rest] = path;
  if (name === undefined) return xml?.trim();
  const found = [...(xml ?? '').matchAll(/<([\w.]+)(?:\s[^>]*)?>([\s\S]*?)<\/\1>/g)].find(([, element]) => element === name);
  return found && child(found[2], ...rest);
}
