#include "domains/coupons/codes/import.hpp"

#include <array>
#include <optional>
#include <unordered_map>
#include <utility>

#include "core/ascii.hpp"
#include "core/csv.hpp"
#include "core/error.hpp"
#include "core/trim.hpp"
#include "core/utf8.hpp"

namespace promo::coupons::codes {
namespace {

constexpr std::array<std::string_view, 3> kColumns{"code", "valid_from", "valid_until"};
constexpr std::size_t kLongestExcerpt = 80;
constexpr core::CsvLimits kLimits{.field_bytes = 1'000, .fields = 32, .rows = kMostCodes + 1};

class ListReader {
public:
    explicit ListReader(const core::TimeZone& zone) : zone_(zone) {}

    void row(const core::CsvReader::Row& row, std::size_t line) {
        const bool first = std::exchange(first_, false);
        if (first && read_header(row)) return;
        const Written written{cell(row, 0), cell(row, 1), cell(row, 2)};
        try {
            add(read_code(written, zone_), written, line);
        } catch (const core::Refusal& refusal) {
            tell(line, written.code, refusal.message());
        }
    }

    Listed finish() {
        if (untold_ > 0) {
            listed_.problems.push_back({0, {}, "and " + std::to_string(untold_) + " more lines that gave no code"});
        }
        return std::move(listed_);
    }

private:
    // The names may come in any order, and beside columns that mean nothing to us; without one for codes it is no head.
    bool read_header(const core::CsvReader::Row& row) {
        std::array<std::optional<std::size_t>, 3> places;
        for (std::size_t i = 0; i < row.size(); ++i) {
            for (std::size_t column = 0; column < kColumns.size(); ++column)
                if (core::lowered(core::trimmed(row[i])) == kColumns[column] && !places[column]) places[column] = i;
        }
        if (!places[0]) return false;
        places_ = places;
        return true;
    }

    std::string cell(const core::CsvReader::Row& row, std::size_t column) const {
        const auto place = places_[column];
        return place && *place < row.size() ? row[*place] : std::string();
    }

    void add(Code code, const Written& written, std::size_t line) {
        const auto [seen, is_new] = lines_.emplace(code.code, line);
        if (!is_new) {
            tell(line, written.code, "This is the same code as in line " + std::to_string(seen->second) + ".");
            return;
        }
        listed_.codes.push_back(std::move(code));
    }

    void tell(std::size_t line, std::string_view text, std::string why) {
        if (listed_.problems.size() >= kMostProblems) {
            ++untold_;
            return;
        }
        const auto excerpt = core::utf8_prefix(text, kLongestExcerpt);
        listed_.problems.push_back({static_cast<std::int64_t>(line), std::string(excerpt), std::move(why)});
    }

    const core::TimeZone& zone_;
    std::array<std::optional<std::size_t>, 3> places_{0, 1, 2};
    bool first_ = true;
    std::unordered_map<std::string, std::size_t> lines_;
    std::size_t untold_ = 0;
    Listed listed_;
};

}  // namespace

Listed read_list(std::string_view csv, const core::TimeZone& zone) {
    ListReader list(zone);
    try {
        core::CsvReader reader([&](const auto& row, std::size_t line) { list.row(row, line); },
                               core::csv_separator(csv), kLimits);
        reader.feed(csv);
        reader.finish();
    } catch (const core::CsvError& error) {
        throw core::Refusal(core::RefusalCode::invalid, std::string("The file is no list of codes: ") + error.what(),
                            "file");
    }
    return list.finish();
}

std::string write_list(const std::vector<Code>& codes) {
    std::string csv;
    core::CsvWriter writer(csv);
    const auto cell = [](const std::optional<core::Timestamp>& instant) {
        return instant ? core::CsvCell(*instant) : core::CsvCell("");
    };
    writer.row({kColumns[0], kColumns[1], kColumns[2]});
    for (const auto& code : codes)
        writer.row({code.code, cell(code.valid_from), cell(code.valid_until)});
    return csv;
}

}  // namespace promo::coupons::codes
