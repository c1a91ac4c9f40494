import { Aws, Names, Stack } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, IConstruct } from 'constructs';

const MOST_ROWS = 100;

/** What is left of the 255 characters of a name, beside a stack's name of 128 and a title. */
const PATH_CHARACTERS = 105;

/** Questions to the access log that CloudWatch Logs Insights answers, under the names that its console shows. */
export type Queries = Record<'RefusedNames' | 'OverLimit' | 'TopClients' | 'SlowConnects' | 'UpstreamErrors' | 'Unreadable', Query> & Partial<Record<'RefusedClients', Query>>;

export interface Query {
  readonly title: string;
  readonly query: logs.QueryString;
}

/** A line counts for as many as its `weight` says; a line that has none stands for itself. */
const COUNT = 'sum(coalesce(weight, 1))';
const sumOf = (field: string) => `sum(${field} * coalesce(weight, 1))`;

const REFUSED_CLIENTS: Query = {
  title: 'Refused clients',
  query: new logs.QueryString({
    filterStatements: ['verdict = "refused-client-not-allowed"'],
    statsStatements: [`${COUNT} as refusals, latest(time) as last by client, name, protocol`],
    sort: 'refusals desc',
    limit: MOST_ROWS,
  }),
};

/** The queries. If no name is restricted to some clients, the query for refused clients is left out. */
export function queriesFor(namesHaveClients: boolean): Queries {
  return {
    RefusedNames: {
      title: 'Refused names',
      query: new logs.QueryString({
        filterStatements: ['verdict like /^refused-/'],
        statsStatements: [`${COUNT} as refusals, count_distinct(client) as clients by name, verdict, protocol`],
        sort: 'refusals desc',
        limit: MOST_ROWS,
      }),
    },
    ...namesHaveClients ? { RefusedClients: REFUSED_CLIENTS } : {},
    OverLimit: {
      title: 'Over the limit',
      query: new logs.QueryString({
        filterStatements: ['verdict = "over-limit"'],
        statsStatements: [`${COUNT} as turned_away, latest(time) as last by client, protocol`],
        sort: 'turned_away desc',
        limit: MOST_ROWS,
      }),
    },
    TopClients: {
      title: 'Top clients',
      query: new logs.QueryString({
        filterStatements: ['ispresent(verdict)'],
        statsStatements: [`${COUNT} as connections, ${sumOf('bytes_in')} as received, ${sumOf('bytes_out')} as sent by client`],
        sort: 'connections desc',
        limit: MOST_ROWS,
      }),
    },
    SlowConnects: {
      title: 'Slow connects',
      query: new logs.QueryString({
        // Where several addresses were tried, the time of the last one counts; a dash is an address that could not be reached.
        parseStatements: ['connect_seconds /(?<connected_after>[0-9.]+)$/'],
        filterStatements: ['ispresent(connected_after)'],
        statsStatements: [`max(connected_after) as slowest, avg(connected_after) as average, ${COUNT} as connections by name, upstream`],
        sort: 'slowest desc',
        limit: MOST_ROWS,
      }),
    },
    UpstreamErrors: {
      title: 'Upstream errors',
      query: new logs.QueryString({
        // Of a service, too, where the verdict says that it was forwarded.
        filterStatements: ['status in [502, 504] or (status = 500 and verdict = "not-forwarded")'],
        statsStatements: [`${COUNT} as failures, max(seconds) as longest, latest(time) as last by name, verdict, upstream, status, protocol`],
        sort: 'failures desc',
        limit: MOST_ROWS,
      }),
    },
    Unreadable: {
      title: 'Unreadable requests',
      query: new logs.QueryString({
        filterStatements: ['verdict = "unreadable"'],
        statsStatements: [`${COUNT} as requests, latest(time) as last by client, protocol, status, method, path`],
        sort: 'requests desc',
        limit: MOST_ROWS,
      }),
    },
  };
}

export interface SavedQueriesProps {
  readonly ingress: IConstruct;
  readonly logGroup: logs.ILogGroup;
  readonly queries: Queries;
}

/** The queries, saved in CloudWatch Logs Insights in a folder that no other ingress of the account has. They cost nothing until they are run. */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, { ingress, logGroup, queries }: SavedQueriesProps) {
    super(scope, id);
    for (const [queryId, { title, query }] of Object.entries<Query>(queries)) {
      new logs.QueryDefinition(this, queryId, {
        queryDefinitionName: `${folderOf(ingress)}/${title}`,
        queryString: query,
        logGroups: [logGroup],
      });
    }
  }
}

/**
 * The stack's name is asked of CloudFormation, because one template may be deployed under several. In a nested stack it is the name of that stack, so
 * the path begins there too.
 */
function folderOf(ingress: IConstruct): string {
  const path = ingress.node.path.slice(Stack.of(ingress).node.path.length).replace(/^\//, '').replace(/[:*]/g, '-');
  return `${Aws.STACK_NAME}/${path.length > PATH_CHARACTERS ? Names.uniqueResourceName(ingress, { maxLength: PATH_CHARACTERS }) : path}`;
}
