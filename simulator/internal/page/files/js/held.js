// Bounds how many calls that the page has sent wait for their answers. A browser has six
// connections to an address for all of its tabs: calls that a fault holds up must not take them
// all, or else the page could not even move the clock.

const most = 3;
let waiting = 0;

// holding runs what waits for the answer to a call.
export async function holding(run) {
  if (waiting >= most) throw new Error(`${most} calls that were sent from here still wait for their answers: move the clock, or wait no longer for one`);
  waiting += 1;
  try {
    return await run();
  } finally {
    waiting -= 1;
  }
}
