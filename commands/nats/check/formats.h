#pragma once
#include <string>
#include <string_view>

#include "commands/nats/check/finding.h"
#include "core/render/style.h"

namespace natsop::commands::nats {

/// A finding as monitoring systems take it, without a newline at the end unless said otherwise.

/// "OK item OK:text | metric=1;2;3": a line of a Nagios plugin.
[[nodiscard]] std::string nagios_text(const Finding& finding);

/// One document with all of it.
[[nodiscard]] std::string json_text(const Finding& finding);

/// Gauges in the text format of Prometheus, each line ended by a newline.
[[nodiscard]] std::string prometheus_text(const Finding& finding, std::string_view name_space);

/// Tables for people, ended by a newline.
[[nodiscard]] std::string people_text(const Finding& finding, const render::Style& style);

/// A number as Go's strconv writes the shortest form ('g'): 0.5, 15, 1.5e+07.
[[nodiscard]] std::string go_number(double value);

}  // namespace natsop::commands::nats
