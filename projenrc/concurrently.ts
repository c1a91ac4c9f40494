/** A command that runs tasks of projen at the same time. The output of each is in one piece; if one fails, the others go on to their end, and the command fails. */
export function sideBySide(tasks: string[], atATime: number): string {
  const names = tasks.map((task) => task.split(' ')[0]);
  return `concurrently --max-processes ${atATime} --group --timings --names ${names.join()} ${tasks.map((task) => `"projen ${task}"`).join(' ')}`;
}
