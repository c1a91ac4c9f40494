import * as fs from 'fs';
import { join } from 'path';
import { evaluate } from '../../../tools/template/evaluation';
import { Json, TemplateJson } from '../../../tools/template/json';
import { writtenByTask } from '../../proxy/nginx/written-by-task';

const FOLDER = join(__dirname, '../../../examples/cloudformation');

/** The only parameter without a default. */
export const COMPULSORY = { AllowedIPv4Block: '203.0.113.0/24' };

/** The text of a template as it is committed. */
export const committed = (name: string) => fs.readFileSync(join(FOLDER, `${name}.template.json`), 'utf8');

/** The template without CDK. */
export const template: TemplateJson = JSON.parse(committed('lattice-external-ingress'));

/** The resources that the template makes with these parameters. */
const deployed = (given: Record<string, string> = {}) => Object.values(evaluate(template, { ...COMPULSORY, ...given }));

/** The properties of all resources of a type. */
export const all = (type: string, given: Record<string, string> = {}): Json[] =>
  deployed(given).filter(({ Type }) => Type === type).map(({ Properties }) => Properties);

/** The container of the tasks. */
const container = (given: Record<string, string>) => all('AWS::ECS::TaskDefinition', given)[0].ContainerDefinitions[0];

/** What a task gives nginx. */
export const nginxConf = (given: Record<string, string> = {}): string => writtenByTask(container(given).Environment[0].Value);
