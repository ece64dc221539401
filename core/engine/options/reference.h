#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace natsop::engine {

/// What an option of the file does here.
enum class Effect : std::uint8_t {
  Real,     ///< what it says
  Ignored,  ///< read, checked and without effect: the log warns of it
  Refused,  ///< running without it would betray whoever wrote it: an error
  Later,    ///< of a part that this version does not have; the part as a whole is warned of
};

/// One option for the documents: its names (the first is the one to write), and what it does.
struct OptionNote {
  std::vector<std::string_view> names;
  Effect effect = Effect::Real;
  std::string_view about;
};

/// The options of one block.
struct BlockNote {
  std::string_view title;  ///< "leafnodes.remotes"; empty for what stands outside of all blocks
  std::vector<OptionNote> options;
};

/// Every option that is read, block by block.
[[nodiscard]] std::vector<BlockNote> option_notes();

/// The same as Markdown, a table for each block: what docs/server-config.md holds.
[[nodiscard]] std::string option_tables();

}  // namespace natsop::engine
