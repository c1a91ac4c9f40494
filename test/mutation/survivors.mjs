// Prints each change that no test notices as soon as that is known: a run that is stopped has then said what it found.

import { relative } from 'path';
import { PluginKind, declareClassPlugin } from '@stryker-mutator/api/plugin';

class Survivors {
  onMutantTested({ status, fileName, location: { start }, mutatorName, replacement }) {
    if (status !== 'Survived' && status !== 'NoCoverage') return;
    console.log(`${status}: ${relative(process.cwd(), fileName)}:${start.line}:${start.column} ${mutatorName} becomes ${replacement}`);
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.Reporter, 'survivors', Survivors)];
