#include "domains/campaigns/posters/lines.hpp"

#include <cctype>

namespace promo::campaigns::posters {
namespace {

constexpr std::string_view kEllipsis = "…";

// Of valid UTF-8.
std::size_t bytes_of_letter(char first) {
    const auto byte = static_cast<unsigned char>(first);
    return byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

// Kana, Han and the punctuation among them: U+2E80 to U+9FFF.
bool stands_alone(std::string_view letter) {
    return letter.size() == 3 && letter >= "\xe2\xba\x80" && letter <= "\xe9\xbf\xbf";
}

std::string without_blank_before(const std::string& piece) {
    return piece.starts_with(' ') ? piece.substr(1) : piece;
}

}  // namespace

std::vector<std::string> pieces_of(std::string_view text) {
    std::vector<std::string> pieces;
    bool begins = true;
    bool blank = false;
    while (!text.empty()) {
        const auto letter = text.substr(0, bytes_of_letter(text.front()));
        text.remove_prefix(letter.size());
        if (letter.size() == 1 && std::isspace(static_cast<unsigned char>(letter.front())) != 0) {
            begins = blank = true;
            continue;
        }
        if (begins || stands_alone(letter)) pieces.emplace_back(blank && !pieces.empty() ? " " : "");
        pieces.back() += letter;
        begins = stands_alone(letter);
        blank = false;
    }
    return pieces;
}

std::vector<std::string> broken_into_lines(const std::vector<std::string>& pieces, std::size_t most, const Fits& fits) {
    std::vector<std::string> lines;
    for (const auto& piece : pieces) {
        if (!lines.empty() && fits(lines.back() + piece)) {
            lines.back() += piece;
        } else if (lines.size() < most) {
            lines.push_back(without_blank_before(piece));
        } else {
            lines.back() += kEllipsis;
            break;
        }
    }
    return lines;
}

}  // namespace promo::campaigns::posters
