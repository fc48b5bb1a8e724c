#include <algorithm>
#include <stdexcept>

#include "domains/messaging/content/html.hpp"
#include "domains/messaging/content/pieces.hpp"
#include "rendering/text/characters.hpp"

namespace promo::messaging {
namespace {

bool is_blank(const Piece& piece) {
    return piece.character == U' ' || piece.character == U'\n' || piece.character == U'\t';
}

// Whether a cut before the piece leaves a sign whole, accents and joiners included.
std::vector<bool> cuts_between_signs(const std::vector<Piece>& pieces) {
    std::u32string text;
    for (const auto& piece : pieces) {
        if (piece.kind == Piece::Kind::character) text += piece.character;
    }
    std::vector<bool> first_of_sign(text.size());
    for (std::size_t at = 0; at < text.size(); at = rendering::cluster_end(text, at))
        first_of_sign[at] = true;
    std::vector<bool> allowed(pieces.size());
    std::size_t character = 0;
    for (std::size_t at = 0; at < pieces.size(); ++at) {
        if (pieces[at].kind == Piece::Kind::character) allowed[at] = first_of_sign[character++];
    }
    return allowed;
}

class Splitter {
public:
    Splitter(std::string_view html, std::size_t most_units)
        : pieces_(pieces_of(html)), between_signs_(cuts_between_signs(pieces_)), most_units_(most_units) {}

    bool at_end() const { return at_ == pieces_.size(); }

    // The next part, with the tags that are open around it; empty when it holds nothing to see.
    std::string next() {
        std::string part;
        for (const auto& tag : open_)
            part += tag.source;
        bool visible = false;
        for (const auto end = cut(); at_ < end; ++at_) {
            visible = visible || (pieces_[at_].kind == Piece::Kind::character && !is_blank(pieces_[at_]));
            take(part);
        }
        while (!at_end() && pieces_[at_].kind == Piece::Kind::closing) {
            take(part);
            ++at_;
        }
        for (auto tag = open_.rbegin(); tag != open_.rend(); ++tag)
            part += "</" + std::string(tag->tag_name()) + '>';
        return visible ? part : std::string();
    }

private:
    void take(std::string& part) {
        const auto& piece = pieces_[at_];
        part += piece.source;
        if (piece.kind == Piece::Kind::opening) open_.push_back(piece);
        if (piece.kind == Piece::Kind::closing) open_.pop_back();
    }

    // Where the part that begins here ends: behind a line or a word unless most of it would be left empty.
    std::size_t cut() const {
        std::size_t units = 0;
        std::size_t line = 0;
        std::size_t word = 0;
        std::size_t sign = 0;
        auto end = at_;
        for (; end < pieces_.size() && units + pieces_[end].units() <= most_units_; ++end) {
            if (end > at_ && between_signs_[end]) sign = end;
            units += pieces_[end].units();
            if (units * 4 < most_units_ || pieces_[end].kind != Piece::Kind::character) continue;
            if (pieces_[end].character == U'\n') line = end + 1;
            if (is_blank(pieces_[end])) word = end + 1;
        }
        if (end == pieces_.size()) return end;
        if (between_signs_[end]) sign = end;
        if (line != 0) return line;
        if (word != 0) return word;
        return sign != 0 ? sign : end;
    }

    std::vector<Piece> pieces_;
    std::vector<bool> between_signs_;
    std::size_t most_units_;
    std::size_t at_ = 0;
    std::vector<Piece> open_;
};

}  // namespace

std::vector<Html> split(const Html& html, std::size_t most_units) {
    if (most_units < 2) throw std::logic_error("a character may need two units");
    std::vector<Html> parts;
    Splitter splitter(html.html_, most_units);
    while (!splitter.at_end()) {
        auto part = splitter.next();
        if (!part.empty()) parts.push_back(Html(std::move(part)));
    }
    return parts;
}

}  // namespace promo::messaging
