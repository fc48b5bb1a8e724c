#include "domains/messaging/content/pieces.hpp"

#include <array>
#include <charconv>
#include <utility>

namespace promo::messaging {
namespace {

constexpr std::array<std::pair<std::string_view, char32_t>, 4> kNamed{{
    {"&lt;", U'<'},
    {"&gt;", U'>'},
    {"&amp;", U'&'},
    {"&quot;", U'"'},
}};

std::size_t length_of(char lead) {
    const auto byte = static_cast<unsigned char>(lead);
    return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

char32_t decoded(std::string_view sequence) {
    const auto lead = static_cast<unsigned char>(sequence.front());
    if (sequence.size() == 1) return lead;
    char32_t character = lead & (0xFFU >> (sequence.size() + 1));
    for (const char byte : sequence.substr(1))
        character = (character << 6) | (static_cast<unsigned char>(byte) & 0x3FU);
    return character;
}

Piece reference(std::string_view rest) {
    for (const auto& [name, character] : kNamed) {
        if (rest.starts_with(name)) return {Piece::Kind::character, rest.substr(0, name.size()), character};
    }
    const auto source = rest.substr(0, rest.find(';') + 1);
    std::uint32_t code = 0;
    std::from_chars(source.data() + 2, source.data() + source.size() - 1, code);
    return {Piece::Kind::character, source, static_cast<char32_t>(code)};
}

}  // namespace

std::string_view Piece::tag_name() const {
    const auto name = source.substr(kind == Kind::closing ? 2 : 1);
    return name.substr(0, name.find_first_of(" >"));
}

std::size_t Piece::units() const {
    if (kind != Kind::character) return 0;
    return character > 0xFFFF ? 2 : 1;
}

std::vector<Piece> pieces_of(std::string_view html) {
    std::vector<Piece> pieces;
    for (std::size_t at = 0; at < html.size(); at += pieces.back().source.size()) {
        const auto rest = html.substr(at);
        if (rest.front() == '<') {
            const auto kind = rest[1] == '/' ? Piece::Kind::closing : Piece::Kind::opening;
            pieces.push_back({kind, rest.substr(0, rest.find('>') + 1)});
        } else if (rest.front() == '&') {
            pieces.push_back(reference(rest));
        } else {
            const auto source = rest.substr(0, length_of(rest.front()));
            pieces.push_back({Piece::Kind::character, source, decoded(source)});
        }
    }
    return pieces;
}

std::size_t units_of(std::string_view html) {
    std::size_t units = 0;
    for (const auto& piece : pieces_of(html))
        units += piece.units();
    return units;
}

}  // namespace promo::messaging
