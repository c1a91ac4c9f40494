import { published, services } from './shared-props';
import { ROLLED_BACK, Row, row, SECOND_INGRESS } from '../row';

/** Where the stack and the ingress are in the app. */
export const STACK: Row[] = [
  row('the stack', 'moves into a stage, its name stays', {
    before: services('api.example.com', 'b.example.com'),
    after: services('api.example.com', 'b.example.com'),
    places: [{}, { stage: 'Production' }],
    verdict: 'nothing',
  }),
  row('the stack', 'another construct id, its name stays', {
    places: [{}, { stackId: 'Another' }], verdict: 'nothing',
  }),
  row('the stack', 'the ingress gets another construct id', {
    places: [{}, { ingressId: 'Another' }], verdict: 'replaced', lost: 'the addresses of the load balancer, and the log', takes: SECOND_INGRESS,
  }),
  row('the stack', 'the ingress is wrapped in another construct', {
    places: [{}, { wrappedIn: 'Wrapper' }], verdict: 'replaced', lost: 'the addresses of the load balancer, and the log', takes: SECOND_INGRESS,
  }),
  row('the stack', 'the ingress gets another construct id, with `publicZone`', {
    before: published('api.example.com'),
    after: published('api.example.com'),
    places: [{}, { ingressId: 'Another' }],
    verdict: 'refused by AWS',
    lost: ROLLED_BACK,
    takes: '[four deployments](#give-the-ingress-another-construct-id)',
  }),
];
