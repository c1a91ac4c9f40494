import { capacityOf, HTTP_CONNECTION_KIB, HTTP_REQUEST_KIB, TLS_SESSION_KIB } from '../src/proxy/nginx';

/** The smallest size that Fargate has for each number of vCPUs, and some with more memory. */
const SIZES: [cpu: number, memoryLimitMiB: number][] = [
  [256, 512], [512, 1024], [512, 2048], [1024, 2048], [1024, 4096], [2048, 4096], [4096, 8192], [8192, 16384], [16384, 32768], [16384, 122880],
];

/** What one task of each size takes on, as Markdown. */
export function sizingTable(): string {
  const head = [
    '`cpu`', '`memoryLimitMiB`', 'workers', 'TLS sessions', 'of one client', 'HTTP requests under way', 'of one client', 'HTTP connections', 'of one client', 'slots of one worker',
  ];
  const rows = SIZES.map(([cpu, memoryLimitMiB]) => {
    const capacity = capacityOf(cpu, memoryLimitMiB);
    return [
      cpu, memoryLimitMiB, capacity.workerProcesses, capacity.tlsSessions, capacity.tlsSessionsPerClient,
      capacity.httpRequests, capacity.httpRequestsPerClient, capacity.httpConnections, capacity.httpConnectionsPerClient, capacity.workerConnections,
    ].map((figure) => figure.toLocaleString('en-US'));
  });
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

if (require.main === module) {
  console.log(sizingTable());
  console.log(`\nA TLS session is counted with ${TLS_SESSION_KIB} KiB, an HTTP request with ${HTTP_REQUEST_KIB} KiB, an HTTP connection without one with ${HTTP_CONNECTION_KIB} KiB.`);
}
