// The door to Preact: everything that draws imports from here, so that the library stands in one place.
import { Component, Fragment, h, render } from "./vendor/preact.js";
import { useCallback, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "./vendor/hooks.js";

export { Component, Fragment, h, render, useCallback, useEffect, useId, useLayoutEffect, useMemo, useRef, useState };

/** Class names that are there. */
export const cx = (...names) => names.filter(Boolean).join(" ");

/** Draw again only when a property changed; `keys` are compared by identity. */
export function memo(draw) {
  return class Memo extends Component {
    shouldComponentUpdate(next) {
      const now = this.props;
      const keys = Object.keys(next);
      return keys.length !== Object.keys(now).length || keys.some((key) => next[key] !== now[key]);
    }

    render(props) {
      return draw(props);
    }
  };
}

/** Draw again whenever `source` (see store.js) says so. */
export function useStore(source) {
  const [, again] = useState(0);
  useLayoutEffect(() => source.listen(() => again((n) => n + 1)), [source]);
}

/** What fails to draw is replaced by what `instead` says; the rest of the page stands. */
export class Guard extends Component {
  state = { failed: null };

  componentDidCatch(failed) {
    this.setState({ failed });
  }

  componentDidUpdate(before) {
    if (this.state.failed && before.of !== this.props.of) this.setState({ failed: null });
  }

  render({ children, instead }, { failed }) {
    return failed ? instead(failed) : children;
  }
}
