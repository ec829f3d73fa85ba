// A remote control has four arrows, a key to press a button, and one to go back. Televisions have
// different names for the last one.

const back = ["Escape", "GoBack", "BrowserBack", "XF86Back"];

const arrows: Record<string, [x: number, y: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Moves the focus among the buttons. A key that has no effect here is left to the page. */
export function press(event: KeyboardEvent, buttons: HTMLElement[], cancel?: () => void): void {
  const from = event.composedPath()[0] as HTMLElement;
  // A key that is held down presses once. The next press would hit a button that has just appeared.
  if (event.key === "Enter" && event.repeat) event.preventDefault();
  if (back.includes(event.key) && cancel) {
    event.preventDefault();
    cancel();
  }
  const direction = arrows[event.key];
  const target = direction && nearest(from, buttons, direction);
  if (!target) return;
  event.preventDefault();
  target.focus();
}

/**
 * Finds the nearest button in a direction. Distance to the side counts more than distance ahead.
 */
function nearest(
  from: HTMLElement,
  buttons: HTMLElement[],
  [x, y]: [number, number],
): HTMLElement | undefined {
  const a = centre(from);
  let best: HTMLElement | undefined;
  let least = Infinity;
  for (const button of buttons) {
    const b = centre(button);
    const ahead = (b.x - a.x) * x + (b.y - a.y) * y;
    const cost = ahead + 3 * Math.abs((b.x - a.x) * y + (b.y - a.y) * x);
    if (button === from || ahead < 1 || cost >= least) continue;
    best = button;
    least = cost;
  }
  return best;
}

function centre(element: HTMLElement): { x: number; y: number } {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}
