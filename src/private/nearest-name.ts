/** One wrong letter in so many is a slip of the pen. */
const LETTERS_PER_SLIP = 5;

/** The known name that somebody meant who wrote another one; nothing where none is near. */
export function nearestName(written: string, known: string[]): string | undefined {
  const slips = Math.max(1, Math.floor(written.length / LETTERS_PER_SLIP));
  return known.find((name) => distanceOf(written.toLowerCase(), name.toLowerCase()) <= slips);
}

/** How many letters to add, remove or replace, by the rows of Levenshtein's table. */
function distanceOf(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (const [row, letter] of [...one].entries()) {
    const current = [row + 1];
    for (let column = 1; column < above.length; column++) {
      const replaced = above[column - 1] + (other[column - 1] === letter ? 0 : 1);
      current.push(Math.min(replaced, above[column] + 1, current[column - 1] + 1));
    }
    above = current;
  }
  return above[other.length];
}
