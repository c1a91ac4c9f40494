/** The official image, which AWS offers to everybody without credentials. */
export const OFFICIAL = 'public.ecr.aws/docker/library/nginx';

/**
 * The version of nginx that this release was made for: a security release is taken by changing this line.
 *
 * Debian's variant: with the C library of the small one the same configuration costs more CPU, up to 1.8 times as much.
 */
export const OFFICIAL_TAG = '1.30.7';

/** The first version of each line with the fixes for ssl_preread, the resolver and regular expressions in maps. */
const FLOORS = [[1, 30, 7], [1, 31, 9]];

/** What a tag of the official image must do. */
export const NAME_A_SAFE_VERSION = `name nginx ${FLOORS.map((floor) => floor.join('.')).join(' or ')} or newer, for its security fixes`;

/**
 * The repositories whose tags are versions of nginx: those of Docker, and those of nginx itself.
 *
 * @see https://github.com/docker-library/official-images/blob/master/library/nginx
 * @see https://github.com/nginx/docker-nginx-unprivileged
 */
const REPOSITORIES = [
  /^(?:docker\.io|index\.docker\.io|registry-1\.docker\.io|registry\.hub\.docker\.com|mirror\.gcr\.io)\/(?:library\/nginx|nginxinc\/nginx-unprivileged)$/,
  /^public\.ecr\.aws\/(?:docker\/library\/nginx|nginx\/nginx|nginx\/nginx-unprivileged)$/,
  /^(?:ghcr\.io\/nginx|ghcr\.io\/nginxinc|quay\.io\/nginx)\/nginx-unprivileged$/,
];

/** Whether the name of an image is that of an official nginx with known vulnerabilities in what the proxy uses. */
export function isUnsafeImage(name: string): boolean {
  const [, repository, tag] = /^([^@]+?)(?::([\w.-]+))?(?:@sha256:[0-9a-f]{64})?$/.exec(name) ?? [];
  return repository !== undefined && tag !== undefined && isOfficial(repository) && !isSafe(tag);
}

/** Whether the repository is one of those; Docker leaves out its own host and folder. A private one may hold anything. */
export function isOfficial(repository: string): boolean {
  const [host, ...path] = repository.split('/');
  const hasHost = /[.:]|^localhost$/.test(host);
  const whole = hasHost ? repository : `docker.io/${path.length > 0 ? '' : 'library/'}${repository}`;
  const normal = whole.replace(/^([^/]*docker\.(?:io|com))\/nginx$/, '$1/library/nginx');
  return REPOSITORIES.some((each) => each.test(normal));
}

/** Tags that name no version are taken at their word; one that names a line only stands for its newest version. */
export function isSafe(tag: string): boolean {
  const version = /^(\d+)\.(\d+)(?:\.(\d+))?/.exec(tag);
  if (!version) {
    return true;
  }
  const [major, minor, patch = Infinity] = version.slice(1).filter((part) => part !== undefined).map(Number);
  const floor = FLOORS.find((each) => each[0] === major && each[1] === minor);
  return floor ? patch >= floor[2] : major > 1 || minor > FLOORS[FLOORS.length - 1][1];
}
