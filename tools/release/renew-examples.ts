import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import { nameVersion } from './example-versions';

const ROOT = path.join(__dirname, '..', '..');

// The examples name the newest release that can be installed.
const tag = execFileSync('git', ['describe', '--tags', '--abbrev=0', '--match', 'v0.*'], { cwd: ROOT, encoding: 'utf8' }).trim();
['examples', 'test/languages'].forEach((folder) => nameVersion(path.join(ROOT, folder), tag.slice(1)));
