import * as fs from 'node:fs';

/** Prints how many resources of each type a synthesised template would create. */
function main([file]: string[]): void {
  const { Resources } = JSON.parse(fs.readFileSync(file, 'utf8')) as { Resources: Record<string, { Type: string }> };
  const types = Object.values(Resources).map(({ Type }) => Type);
  const counts = [...new Set(types)].sort().map((type) => `${types.filter((each) => each === type).length} ${type.replace('AWS::', '')}`);

  console.log(`${types.length} resources:`);
  for (let start = 0; start < counts.length; start += 3) {
    console.log(counts.slice(start, start + 3).map((count) => `  ${count}`.padEnd(44)).join('').trimEnd());
  }
}

main(process.argv.slice(2));
