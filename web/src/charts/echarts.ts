// The parts of ECharts that the pictures use, and no more.
import { BarChart, CustomChart, HeatmapChart, LineChart, SankeyChart, ScatterChart } from "echarts/charts"
import { AriaComponent, GridComponent, TooltipComponent, VisualMapContinuousComponent } from "echarts/components"
import { init, use } from "echarts/core"
import { SVGRenderer } from "echarts/renderers"

use([
  BarChart, CustomChart, HeatmapChart, LineChart, SankeyChart, ScatterChart,
  AriaComponent, GridComponent, TooltipComponent, VisualMapContinuousComponent,
  SVGRenderer,
])

export { init }
