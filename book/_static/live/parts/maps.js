// Feature maps side by side on one canvas.

import { canvas } from "../shared/dom.js";

/** A canvas of feature maps {data, rows, columns, channels}; `show(maps)` draws them, at most 16 in a row. */
export function mapBoard(label, signal) {
  let shown = null;
  const board = canvas({
    label,
    ratio: 4,
    signal,
    draw(context, width) {
      if (!shown) return;
      const { data, rows, columns, channels } = shown;
      const top = data.reduce((most, value) => Math.max(most, value), 0) || 1;
      const across = width < 500 ? 8 : 16;
      board.element.style.aspectRatio = String(across / Math.ceil(channels / across));
      const side = width / across;
      context.imageSmoothingEnabled = false;
      for (let c = 0; c < channels; c++) {
        const picture = new ImageData(columns, rows);
        for (let i = 0; i < rows * columns; i++) {
          const grey = (255 * data[i * channels + c]) / top;
          picture.data.fill(grey, 4 * i, 4 * i + 3);
          picture.data[4 * i + 3] = 255;
        }
        const small = new OffscreenCanvas(columns, rows);
        small.getContext("2d").putImageData(picture, 0, 0);
        const [x, y] = [(c % across) * side, Math.floor(c / across) * side];
        context.drawImage(small, x + 1, y + 1, side - 2, side - 2);
      }
    },
  });
  return {
    element: board.element,
    show(maps) {
      shown = maps;
      board.redraw();
    },
  };
}
