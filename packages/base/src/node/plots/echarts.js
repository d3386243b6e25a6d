/** What of ECharts is drawn with. Its own types are those of a browser, which this is not: `echarts.d.ts` has what is used. */
import { CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, LegendComponent, MarkLineComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([CustomChart, LineChart, ScatterChart, GridComponent, LegendComponent, MarkLineComponent, SVGRenderer]);

/** A chart that is drawn as text. */
export function chartOf(width, height) {
  return init(null, null, { renderer: 'svg', ssr: true, width, height });
}
