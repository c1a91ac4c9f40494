'use strict';
// Lets EventBridge Scheduler call the same function as CloudFormation: its event goes to the onSchedule that the code above put on `exports`.

exports.handler = ((answerCloudFormation) => async (event, context) => {
  roleMayBeNew = Boolean(event.RequestType);
  return roleMayBeNew ? answerCloudFormation(event, context) : exports.onSchedule(event);
})(exports.handler);
