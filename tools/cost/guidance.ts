import * as facts from './guidance-facts.json';
import * as measured from './measured.json';
import { NO_FRONT, Quantities } from './quantities';
import { TrafficProfile } from '../../src/proxy/nginx';

/** Local ports towards one address and port of VPC Lattice; the Guidance keeps Linux's default range. */
const LOCAL_PORTS = 28_232;

/** The kernel's memory for the two sockets of a session, by decision 012. */
const SOCKET_BYTES = 8 * 1024;

/** What the Guidance runs. It has no limits: its sessions are as many as its memory and its local ports hold. */
export const GUIDANCE: Quantities = {
  ...facts,
  front: NO_FRONT,
  task: { ...facts.task, ...capacity(), trafficProfile: TrafficProfile.BALANCED, costs: measured.guidance },
};

/** `worker_processes auto` starts a worker for each processor, and each takes the memory for 1,048,576 connections at its start. */
function capacity() {
  const workers = facts.task.vcpu;
  const left = facts.task.gib * 2 ** 30 - workers * measured.guidance.bytesAtStartPerWorker;
  const sessions = Math.min(LOCAL_PORTS, Math.floor(left / (measured.guidance.bytesPerTlsSession + SOCKET_BYTES)));
  return { workers, tlsSessions: sessions, httpRequests: sessions };
}
