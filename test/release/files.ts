import * as fs from 'node:fs';
import * as path from 'node:path';

/** Every file below a folder, or none where there is no such folder. */
export function filesBelow(folder: string): string[] {
  const entries = fs.existsSync(folder) ? fs.readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}
