#include <optional>

#include "sandbox/telegram/entity_builder.hpp"

namespace promo::sandbox::telegram {

namespace {

// The address after `](`, up to the closing bracket.
std::optional<std::string> read_address(std::string_view text, std::size_t& at) {
    const auto end = text.find(')', at);
    if (end == std::string_view::npos) return std::nullopt;
    std::string address(text.substr(at, end - at));
    at = end + 1;
    return address;
}

class LegacyParser {
public:
    explicit LegacyParser(std::string_view text) : text_(text) {}

    FormattedText parse() {
        while (at_ < text_.size()) {
            const char letter = text_[at_];
            if (letter == '\\' && at_ + 1 < text_.size() && is_mark(text_[at_ + 1])) {
                out_.append(text_[at_ + 1]);
                at_ += 2;
            } else if (is_mark(letter)) {
                read_entity();
            } else {
                out_.append(letter);
                ++at_;
            }
        }
        return out_.take();
    }

private:
    static bool is_mark(char letter) { return letter == '_' || letter == '*' || letter == '`' || letter == '['; }

    void read_entity() {
        const auto begin = at_;
        const char mark = text_[at_];
        const auto missing = [&] { return cannot_parse("Can't find end of the entity starting" + at_byte(begin)); };
        if (text_.substr(at_).starts_with("```")) return read_pre(begin);
        ++at_;
        const char closing = mark == '[' ? ']' : mark;
        const auto began = out_.units();
        while (at_ < text_.size() && text_[at_] != closing)
            out_.append(text_[at_++]);
        if (at_ == text_.size()) throw missing();
        ++at_;
        MessageEntity entity;
        entity.type = mark == '_' ? "italic" : mark == '*' ? "bold" : "code";
        if (mark == '[') {
            if (at_ == text_.size() || text_[at_] != '(') return;
            ++at_;
            auto address = read_address(text_, at_);
            if (!address) throw missing();
            entity = link_entity(std::move(*address));
        }
        out_.add(std::move(entity), began);
    }

    void read_pre(std::size_t begin) {
        at_ += 3;
        const auto end = text_.find("```", at_);
        if (end == std::string_view::npos) throw cannot_parse("Can't find end of the entity starting" + at_byte(begin));
        MessageEntity entity;
        entity.type = "pre";
        auto body = text_.substr(at_, end - at_);
        const auto line = body.find('\n');
        const auto first = body.substr(0, line);
        if (line != std::string_view::npos && first.find(' ') == std::string_view::npos) {
            if (!first.empty()) entity.language = std::string(first);
            body.remove_prefix(line + 1);
        }
        const auto began = out_.units();
        out_.append(body);
        out_.add(std::move(entity), began);
        at_ = end + 3;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    EntityBuilder out_;
};

}  // namespace

FormattedText parse_markdown(std::string_view text) {
    return LegacyParser(text).parse();
}

}  // namespace promo::sandbox::telegram
