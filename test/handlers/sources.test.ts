import { readdirSync } from 'fs';
import { join } from 'path';
import { inlineFunction } from './inline-function';
import { handlerSource } from '../../src/private/handler-source';

const NAMES = readdirSync(join(__dirname, '../../handlers')).filter((file) => file.endsWith('.js')).map((file) => file.replace('.js', ''));

describe.each(NAMES)('%s', (name) => {
  test('becomes one module with its parts', () => {
    const scheduled = handlerSource(name).includes('./parts/schedule') ? ['onSchedule'] : [];
    const emptiesZones = name === 'follow-services' ? ['mustDelete'] : [];
    expect(Object.keys(inlineFunction(name)).sort()).toEqual(['handler', ...emptiesZones, 'onCreate', 'onDelete', ...scheduled, 'onUpdate']);
  });

  test('and its parts declare no name twice', () => {
    const names = [...handlerSource(name).matchAll(/^(?:async )?(?:const|let|class|function\*?) (\w+)/gm)].map((match) => match[1]);
    expect(names).toEqual([...new Set(names)]);
  });

});
