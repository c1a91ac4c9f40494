import { Exposure } from '../../src';
import { TestIngress } from '../ingress';

const SIZES: [cpu: number, memoryLimitMiB: number][] = [[256, 512], [512, 1024], [2048, 4096], [16384, 122880]];

test.each(SIZES)('the figures of a task of %d CPU units and %d MiB are what its proxy enforces', (cpu, memoryLimitMiB) => {
  const test = new TestIngress({ cpu, memoryLimitMiB });
  const { capacity } = test.ingress;

  for (const line of [
    `worker_processes ${capacity.workers};`,
    `worker_connections ${capacity.maxConnectionsPerWorker};`,
    `limit_conn tls_all ${capacity.maxTlsSessions};`,
    `limit_conn tls_client ${capacity.maxTlsSessionsPerClient};`,
    `limit_conn http_all ${capacity.maxHttpRequests};`,
    `limit_conn http_client ${capacity.maxHttpRequestsPerClient};`,
    `limit_conn http_connections_all ${capacity.maxHttpConnections};`,
    `limit_conn http_connections_client ${capacity.maxHttpConnectionsPerClient};`,
  ]) {
    expect(test.nginxConf).toContain(line);
  }
});

test.each(SIZES)('a task of %d CPU units and %d MiB holds what it takes on', (cpu, memoryLimitMiB) => {
  const { capacity } = new TestIngress({ cpu, memoryLimitMiB }).ingress;

  const tls = capacity.maxTlsSessions * capacity.memoryPerTlsSession.toKibibytes();
  const http = capacity.maxHttpRequests * capacity.memoryPerHttpRequest.toKibibytes();
  const heads = (capacity.maxHttpConnections - capacity.maxHttpRequests) * capacity.memoryPerHttpConnection.toKibibytes();
  expect(tls + http + heads).toBeLessThan(memoryLimitMiB * 1024);
});

test('one client may take the whole task behind CloudFront, whose addresses stand for all clients, and a twelfth elsewhere', () => {
  const behindCloudFront = new TestIngress({ exposure: Exposure.cloudFrontVpcOrigin() });
  const { maxTlsSessions, maxHttpRequests, maxHttpConnections } = behindCloudFront.ingress.capacity;

  expect(behindCloudFront.ingress.capacity).toMatchObject({
    maxTlsSessionsPerClient: maxTlsSessions, maxHttpRequestsPerClient: maxHttpRequests, maxHttpConnectionsPerClient: maxHttpConnections,
  });
  expect(behindCloudFront.nginxConf).toContain(`limit_conn tls_client ${maxTlsSessions};`);
  expect(new TestIngress({ exposure: Exposure.privateNetwork() }).ingress.capacity).toMatchObject({
    maxTlsSessions, maxTlsSessionsPerClient: Math.floor(maxTlsSessions / 12),
  });
});

test('the ports are those that the task definition gives to connections of the task', () => {
  const test = new TestIngress();
  const [{ SystemControls }] = test.properties('AWS::ECS::TaskDefinition').ContainerDefinitions;
  const range: string = SystemControls.find(({ Namespace }: { Namespace: string }) => Namespace === 'net.ipv4.ip_local_port_range').Value;
  const [first, last] = range.split(' ').map(Number);

  expect(test.ingress.capacity.localPorts).toBe(last - first + 1);
});
