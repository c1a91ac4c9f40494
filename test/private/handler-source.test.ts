import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const COMPILED = path.join(__dirname, '..', '..', 'src', 'private', 'handler-source.ts');

test('where the sources do not lie beside the library, as in a bundle, the error says what to leave out of it', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bundle-'));
  try {
    const bundled = path.join(folder, 'private', 'handler-source.ts');
    fs.mkdirSync(path.dirname(bundled));
    fs.copyFileSync(COMPILED, bundled);

    const { handlerSource } = jest.requireActual(bundled);

    expect(() => handlerSource('copy-image')).toThrow(/'handlers\/copy-image.js' does not: .*leave its packages out of the bundle/);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});
