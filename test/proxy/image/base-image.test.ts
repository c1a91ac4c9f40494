import { baseImageOf } from '../../../src/proxy/image/dockerfile';

const STAGES = 'FROM --platform=$BUILDPLATFORM golang:1.24 AS tools\nFROM nginx:1.26 AS Base\nFROM base AS middle\nRUN true\nfrom middle\nCOPY --from=tools /tool /\n';

test.each<[what: string, dockerfile: string, target: string | undefined, image: string | undefined]>([
  ['its only stage', '# FROM nginx:1.25\nFROM nginx:1.26\n', undefined, 'nginx:1.26'],
  ['the last stage, through those before it', STAGES, undefined, 'nginx:1.26'],
  ['a stage by its name', STAGES, 'tools', 'golang:1.24'],
  ['a stage in the middle', STAGES, 'MIDDLE', 'nginx:1.26'],
  ['no stage of that name', STAGES, 'missing', undefined],
  ['an image with the name of a later stage', 'FROM nginx AS first\nFROM alpine AS nginx\n', 'first', 'nginx'],
  ['an image that stands apart from its option', 'FROM --platform=linux/arm64 \t nginx:1.26\n', undefined, 'nginx:1.26'],
  ['a stage whose name stands apart', 'FROM  nginx:1.26 \t AS\t base\nFROM base\n', undefined, 'nginx:1.26'],
  ['a variable, which is not followed', 'ARG BASE=nginx:1.26\nFROM $BASE\n', undefined, '$BASE'],
  ['nothing', '', undefined, undefined],
])('a Dockerfile starts from %s', (_, dockerfile, target, image) => {
  expect(baseImageOf(dockerfile, target)).toBe(image);
});
