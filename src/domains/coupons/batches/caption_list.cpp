#include "domains/coupons/batches/caption_list.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include "core/ascii.hpp"
#include "core/csv.hpp"
#include "core/error.hpp"
#include "core/trim.hpp"
#include "core/utf8.hpp"
#include "rendering/caption.hpp"

namespace promo::coupons::batches {
namespace {

using core::Refusal;
using core::RefusalCode;

constexpr std::array<std::string_view, 5> kHeaders{"code", "coupon", "coupon_code", "text", "caption"};
constexpr std::size_t kLongestExcerpt = 80;
constexpr core::CsvLimits kLimits{.field_bytes = 1'000, .fields = 64, .rows = kMostLines + 2};

bool is_header(std::string_view cell) {
    return std::ranges::find(kHeaders, core::lowered(core::trimmed(cell))) != kHeaders.end();
}

class Reader {
public:
    void row(const core::CsvReader::Row& row, std::size_t line) {
        const bool first = std::exchange(first_, false);
        if (first && is_header(row.front())) return;
        if (++lines_ > kMostLines) {
            throw Refusal(RefusalCode::too_large,
                          "At most " + std::to_string(kMostLines) + " pictures go into one batch. Split the file.",
                          "file");
        }
        const auto number = static_cast<std::int64_t>(line);
        try {
            add({number, rendering::caption_of(row.front())}, row.front());
        } catch (const Refusal& refusal) {
            tell(number, row.front(), refusal.message());
        }
    }

    CaptionList finish() {
        if (list_.captions.empty()) {
            const auto why = list_.problems.empty() ? std::string("It is empty.") : list_.problems.front().why;
            throw Refusal(RefusalCode::invalid, "The first column of the file gives no text to draw. " + why, "file");
        }
        return std::move(list_);
    }

private:
    void add(Caption caption, std::string_view typed) {
        const auto [seen, is_new] = seen_.emplace(caption.text, caption.line);
        if (is_new) {
            list_.captions.push_back(std::move(caption));
        } else {
            tell(caption.line, typed, "This is the same as in line " + std::to_string(seen->second) + ".");
        }
    }

    void tell(std::int64_t line, std::string_view text, std::string why) {
        add_problem(list_.problems, {line, std::string(core::utf8_prefix(text, kLongestExcerpt)), std::move(why)});
    }

    bool first_ = true;
    std::size_t lines_ = 0;
    std::unordered_map<std::string, std::int64_t> seen_;
    CaptionList list_;
};

}  // namespace

CaptionList read_captions(std::string_view csv) {
    Reader captions;
    try {
        core::CsvReader reader([&](const auto& row, std::size_t line) { captions.row(row, line); },
                               core::csv_separator(csv), kLimits);
        reader.feed(csv);
        reader.finish();
    } catch (const core::CsvError& error) {
        throw Refusal(RefusalCode::invalid, std::string("The file is no CSV: ") + error.what(), "file");
    }
    return captions.finish();
}

void add_problem(std::vector<LineProblem>& problems, LineProblem problem) {
    if (problems.size() < kMostProblems) {
        problems.push_back(std::move(problem));
    } else if (problems.size() == kMostProblems) {
        problems.push_back({0, {}, "More lines have problems than are told one by one."});
    }
}

}  // namespace promo::coupons::batches
