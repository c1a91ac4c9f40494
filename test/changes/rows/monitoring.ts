import { Stack } from 'aws-cdk-lib';
import * as actions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AddAlarmsOptions } from '../../../src';
import { Call, NO_CALL, Row, row } from '../row';

const alarms = (optionsIn: (stack: Stack) => AddAlarmsOptions = () => ({})): Call => (ingress) => ingress.addAlarms(optionsIn(Stack.of(ingress)));
const dashboard = (dashboardName?: string): Call => (ingress) => ingress.addDashboard({ dashboardName });

/** Alarms that tell each of these topics. */
const telling = (...names: string[]): Call => alarms((stack) => {
  const told = names.map((name) => new actions.SnsAction(sns.Topic.fromTopicArn(stack, name, `arn:aws:sns:us-east-1:111122223333:${name}`)));
  return { actions: told, okActions: told, criticalActions: told };
});

const THRESHOLDS: AddAlarmsOptions = {
  cpuUtilizationPercent: 90, memoryUtilizationPercent: 90, resetPercent: 30, refusalPercent: 20, upstreamFailurePercent: 10, minEvents: 50,
};

/** The alarms and the dashboard. */
export const MONITORING: Row[] = [
  row('addAlarms()', 'called', { calls: [NO_CALL, alarms()], verdict: 'in place', takes: 'a minute' }),
  row('addAlarms()', 'other thresholds', { calls: [alarms(), alarms(() => THRESHOLDS)], verdict: 'in place', takes: 'seconds' }),
  row('addAlarms()', 'actions given', { calls: [alarms(), telling('A')], verdict: 'in place', takes: 'seconds' }),
  row('addAlarms()', 'an action added in front', { calls: [telling('B'), telling('A', 'B')], verdict: 'in place', takes: 'seconds' }),
  row('addAlarms()', 'actions in another order', { calls: [telling('A', 'B'), telling('B', 'A')], verdict: 'in place', takes: 'seconds' }),
  row('addAlarms()', 'one alarm for all zones', {
    calls: [alarms(), alarms(() => ({ perZone: false }))], verdict: 'in place', lost: 'the history of the alarms of each zone', takes: 'seconds',
  }),
  row('addDashboard()', 'called', { calls: [NO_CALL, dashboard()], verdict: 'in place', takes: 'seconds' }),
  row('addDashboard()', 'a name given', { calls: [dashboard(), dashboard('edge')], verdict: 'in place', lost: 'what was added to the old one by hand', takes: 'seconds' }),
];
