#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "core/ascii.hpp"
#include "core/error.hpp"
#include "core/escape.hpp"
#include "core/utf8.hpp"
#include "domains/messaging/content/address.hpp"
#include "domains/messaging/content/html.hpp"

namespace promo::messaging {
namespace {

constexpr std::array<std::string_view, 15> kTags{
    "b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "a", "code", "pre", "span", "tg-spoiler", "blockquote"};
constexpr std::string_view kLanguage = "language-";
constexpr std::size_t kMostTags = 100;  // Telegram forgets the formatting behind them
constexpr std::size_t kLongestReference = 10;

bool is_blank(char letter) {
    return letter == ' ' || letter == '\n' || letter == '\t';
}

struct Attribute {
    std::string name;
    std::string value;
};

// Reads what a person wrote and writes it again in one form: tags in lower case, values in double quotes, every
// special character escaped.
class Reader {
public:
    Reader(std::string_view text, std::string_view field) : text_(text), field_(field) {}

    std::string read() {
        if (!core::is_valid_utf8(text_)) refuse(0, "this is no text in UTF-8");
        while (at_ < text_.size()) {
            if (text_[at_] == '<') {
                at_ + 1 < text_.size() && text_[at_ + 1] == '/' ? closing() : opening();
            } else if (text_[at_] == '&') {
                out_ += core::telegram_html(reference());
            } else {
                character();
            }
        }
        if (!open_.empty()) refuse(open_.back().at, "<" + open_.back().name + "> is not closed");
        return std::move(out_);
    }

private:
    struct Open {
        std::string name;
        std::size_t at;
    };

    [[noreturn]] void refuse(std::size_t at, const std::string& problem) const {
        const auto before = text_.substr(0, at);
        const auto line = 1 + std::ranges::count(before, '\n');
        const auto start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
        const auto column = core::is_valid_utf8(before) ? 1 + core::utf8_length(before.substr(start)) : 1;
        throw core::Refusal(
            core::RefusalCode::invalid,
            "Line " + std::to_string(line) + ", character " + std::to_string(column) + ": " + problem + ".",
            std::string(field_));
    }

    bool within(std::string_view name) const { return std::ranges::find(open_, name, &Open::name) != open_.end(); }

    void character();
    void opening();
    void closing();
    std::string reference();
    std::string tag_name();
    std::vector<Attribute> attributes(std::size_t begin, const std::string& tag);
    std::string value(std::size_t begin, const std::string& tag);
    std::string shown(std::size_t begin, const std::string& tag, const std::vector<Attribute>& attributes) const;
    void check_place(std::size_t begin, const std::string& tag) const;

    std::string_view text_;
    std::string_view field_;
    std::size_t at_ = 0;
    std::string out_;
    std::vector<Open> open_;
    std::size_t tags_ = 0;
};

void Reader::character() {
    const char letter = text_[at_];
    const bool control = (letter >= 0 && letter < ' ' && letter != '\n' && letter != '\t' && letter != '\r');
    if (control || letter == 0x7F) refuse(at_, "there is a character that cannot be shown");
    if (letter != '\r') out_ += core::telegram_html(std::string_view(&letter, 1));
    ++at_;
}

std::optional<std::string> numbered(std::string_view digits) {
    const bool hexadecimal = digits.starts_with('x') || digits.starts_with('X');
    if (hexadecimal) digits.remove_prefix(1);
    std::uint32_t code = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), code, hexadecimal ? 16 : 10);
    if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    if ((code < ' ' && code != '\n') || code == 0x7F || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000))
        return std::nullopt;
    const auto part = [&](unsigned shift) { return static_cast<char>(0x80 | ((code >> shift) & 0x3F)); };
    if (code < 0x80) return std::string{static_cast<char>(code)};
    if (code < 0x800) return std::string{static_cast<char>(0xC0 | (code >> 6)), part(0)};
    if (code < 0x10000) return std::string{static_cast<char>(0xE0 | (code >> 12)), part(6), part(0)};
    return std::string{static_cast<char>(0xF0 | (code >> 18)), part(12), part(6), part(0)};
}

// What stands behind a `&`. Alone it is a character like others; what looks like a name has to be one.
std::string Reader::reference() {
    const auto begin = at_++;
    const auto rest = text_.substr(at_, kLongestReference);
    const auto end = rest.find(';');
    const auto name = rest.substr(0, end);
    const auto may_name = [](char c) {
        return (c >= '0' && c <= '9') || (core::lower(c) >= 'a' && core::lower(c) <= 'z');
    };
    const bool is_number = name.starts_with('#');
    const bool is_name = !name.empty() && std::ranges::all_of(name.substr(is_number ? 1 : 0), may_name);
    if (end == std::string_view::npos || !is_name) return "&";
    at_ += end + 1;
    if (name == "lt") return "<";
    if (name == "gt") return ">";
    if (name == "amp") return "&";
    if (name == "quot") return "\"";
    if (is_number) {
        if (auto character = numbered(name.substr(1))) return *character;
    }
    refuse(begin, "Telegram does not know &" + std::string(name) + ";. Write the character itself");
}

std::string Reader::tag_name() {
    const auto begin = at_;
    while (at_ < text_.size() && !is_blank(text_[at_]) && text_[at_] != '>' && text_[at_] != '<')
        ++at_;
    return core::lowered(text_.substr(begin, at_ - begin));
}

void Reader::closing() {
    const auto begin = at_;
    at_ += 2;
    const auto name = tag_name();
    while (at_ < text_.size() && is_blank(text_[at_]))
        ++at_;
    if (at_ == text_.size() || text_[at_] != '>') refuse(begin, "</" + name + " has no end");
    ++at_;
    if (open_.empty()) refuse(begin, "</" + name + "> closes nothing");
    if (open_.back().name != name) refuse(begin, "</" + open_.back().name + "> has to come before </" + name + ">");
    open_.pop_back();
    out_ += "</" + name + '>';
}

void Reader::opening() {
    const auto begin = at_++;
    const auto name = tag_name();
    if (name.empty()) refuse(begin, "write &lt; for the sign <");
    if (std::ranges::find(kTags, name) == kTags.end())
        refuse(begin, "Telegram does not know <" + name + ">. For the sign < write &lt;");
    const auto given = attributes(begin, name);
    check_place(begin, name);
    if (++tags_ > kMostTags)
        refuse(begin, "more than " + std::to_string(kMostTags) + " tags are too many for a message");
    out_ += shown(begin, name, given);
    open_.push_back({name, begin});
}

void Reader::check_place(std::size_t begin, const std::string& tag) const {
    const bool code_of_pre = tag == "code" && !open_.empty() && open_.back().name == "pre";
    if ((within("code") || within("pre")) && !(code_of_pre && !within("code")))
        refuse(begin, "nothing can be formatted within <" + open_.back().name + ">");
    if ((tag == "a" || tag == "blockquote") && within(tag)) refuse(begin, "there cannot be a <" + tag + "> in another");
}

std::vector<Attribute> Reader::attributes(std::size_t begin, const std::string& tag) {
    std::vector<Attribute> found;
    for (;;) {
        while (at_ < text_.size() && is_blank(text_[at_]))
            ++at_;
        if (at_ == text_.size() || text_[at_] == '<') refuse(begin, "<" + tag + " has no end");
        if (text_[at_] == '>') break;
        const auto start = at_;
        while (at_ < text_.size() && !is_blank(text_[at_]) && text_[at_] != '=' && text_[at_] != '>')
            ++at_;
        Attribute attribute{core::lowered(text_.substr(start, at_ - start)), {}};
        if (at_ < text_.size() && text_[at_] == '=') attribute.value = value(begin, tag);
        found.push_back(std::move(attribute));
    }
    ++at_;
    return found;
}

std::string Reader::value(std::size_t begin, const std::string& tag) {
    ++at_;
    const char quote = at_ < text_.size() ? text_[at_] : '\0';
    if (quote != '"' && quote != '\'') refuse(begin, "the value in <" + tag + "> needs quotes");
    std::string value;
    for (++at_; at_ < text_.size() && text_[at_] != quote;)
        value += text_[at_] == '&' ? reference() : std::string(1, text_[at_++]);
    if (at_ == text_.size()) refuse(begin, "the value in <" + tag + "> has no end");
    ++at_;
    return value;
}

std::string Reader::shown(std::size_t begin, const std::string& tag, const std::vector<Attribute>& attributes) const {
    if (tag == "a") {
        if (attributes.size() != 1 || attributes.front().name != "href" || !is_address(attributes.front().value))
            refuse(begin, "a link needs one address that begins with https://, http:// or tg://");
        return "<a href=\"" + core::telegram_html(attributes.front().value) + "\">";
    }
    if (tag == "span") {
        if (attributes.size() != 1 || attributes.front().name != "class" || attributes.front().value != "tg-spoiler")
            refuse(begin, "a <span> can only be class=\"tg-spoiler\"");
        return "<span class=\"tg-spoiler\">";
    }
    if (attributes.empty()) return "<" + tag + '>';
    const auto& [name, value] = attributes.front();
    const bool alone = attributes.size() == 1;
    if (alone && tag == "blockquote" && name == "expandable") return "<blockquote expandable>";
    const bool in_pre = !open_.empty() && open_.back().name == "pre";
    const bool language = name == "class" && value.starts_with(kLanguage) && value.size() > kLanguage.size();
    if (alone && tag == "code" && in_pre && language) return "<code class=\"" + core::telegram_html(value) + "\">";
    refuse(begin, "<" + tag + "> cannot have " + (name.empty() ? "a value" : name));
}

}  // namespace

Html Html::written(std::string_view html, std::string_view field) {
    return Html(Reader(html, field).read());
}

}  // namespace promo::messaging
