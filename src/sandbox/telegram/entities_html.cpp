#include <charconv>
#include <map>
#include <optional>

#include "core/utf8.hpp"
#include "http/letters.hpp"
#include "sandbox/telegram/entity_builder.hpp"

namespace promo::sandbox::telegram {

namespace {

bool is_blank(char letter) {
    return letter == ' ' || letter == '\n' || letter == '\t' || letter == '\r';
}

// What a start tag becomes. Tags of one kind have several names.
const std::map<std::string, std::string, std::less<>> kKinds = {
    {"b", "bold"},
    {"strong", "bold"},
    {"i", "italic"},
    {"em", "italic"},
    {"u", "underline"},
    {"ins", "underline"},
    {"s", "strikethrough"},
    {"strike", "strikethrough"},
    {"del", "strikethrough"},
    {"tg-spoiler", "spoiler"},
    {"span", "spoiler"},
    {"a", "text_link"},
    {"code", "code"},
    {"pre", "pre"},
    {"blockquote", "blockquote"},
    {"tg-emoji", "custom_emoji"},
};

struct OpenTag {
    std::string name;
    std::string argument;  // a link's address, a code's language, an emoji's id
    std::int64_t began = 0;
    std::size_t first_byte = 0;
    bool expandable = false;
};

class HtmlParser {
public:
    explicit HtmlParser(std::string_view text) : text_(text) {}

    FormattedText parse() {
        while (at_ < text_.size()) {
            if (text_[at_] == '&') {
                read_reference();
            } else if (text_[at_] == '<') {
                at_ + 1 < text_.size() && text_[at_ + 1] == '/' ? read_end() : read_start();
            } else {
                out_.append(text_[at_++]);
            }
        }
        if (!open_.empty())
            throw cannot_parse("Can't find end tag corresponding to start tag \"" + open_.back().name + '"');
        return out_.take();
    }

private:
    void read_reference();
    void read_start();
    void read_end();
    void read_attributes(OpenTag& tag, std::size_t begin);
    std::string read_value(std::size_t begin);
    void close(const OpenTag& tag);
    void skip_blanks();
    std::string reference_or_self(std::size_t& at) const;

    std::string_view text_;
    std::size_t at_ = 0;
    EntityBuilder out_;
    std::vector<OpenTag> open_;
};

std::optional<std::uint32_t> numeric_reference(std::string_view digits) {
    int radix = 10;
    if (digits.starts_with('x') || digits.starts_with('X')) {
        radix = 16;
        digits.remove_prefix(1);
    }
    std::uint32_t code = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, radix);
    if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return std::nullopt;
    return code;
}

// Moves `at` behind a reference and gives what it stands for; an unknown one stays as it is written.
std::string HtmlParser::reference_or_self(std::size_t& at) const {
    constexpr std::size_t kLongest = 10;
    const auto rest = text_.substr(at, kLongest + 2);
    const auto end = rest.find(';');
    if (end != std::string_view::npos) {
        const auto name = rest.substr(1, end - 1);
        const std::map<std::string_view, std::string_view> named = {
            {"lt", "<"}, {"gt", ">"}, {"amp", "&"}, {"quot", "\""}};
        if (const auto found = named.find(name); found != named.end()) {
            at += end + 1;
            return std::string(found->second);
        }
        if (name.starts_with('#')) {
            if (const auto code = numeric_reference(name.substr(1))) {
                at += end + 1;
                EntityBuilder one;
                one.append_code_point(*code);
                return one.take().text;
            }
        }
    }
    return std::string(1, text_[at++]);
}

void HtmlParser::read_reference() {
    out_.append(reference_or_self(at_));
}

void HtmlParser::skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_]))
        ++at_;
}

void HtmlParser::read_start() {
    const auto begin = at_++;
    const auto name_begin = at_;
    while (at_ < text_.size() && !is_blank(text_[at_]) && text_[at_] != '>')
        ++at_;
    if (at_ == text_.size()) throw cannot_parse("Unclosed start tag" + at_byte(begin));
    OpenTag tag;
    tag.name = http::lowered(text_.substr(name_begin, at_ - name_begin));
    if (!kKinds.contains(tag.name)) throw cannot_parse("Unsupported start tag \"" + tag.name + '"' + at_byte(begin));
    tag.began = out_.units();
    tag.first_byte = out_.bytes();
    read_attributes(tag, begin);
    open_.push_back(std::move(tag));
}

void HtmlParser::read_attributes(OpenTag& tag, std::size_t begin) {
    for (;;) {
        skip_blanks();
        if (at_ == text_.size()) throw cannot_parse("Unclosed start tag \"" + tag.name + '"' + at_byte(begin));
        if (text_[at_] == '>') break;
        const auto name_begin = at_;
        while (at_ < text_.size() && !is_blank(text_[at_]) && text_[at_] != '=' && text_[at_] != '>')
            ++at_;
        const auto name = http::lowered(text_.substr(name_begin, at_ - name_begin));
        if (name.empty()) throw cannot_parse("Empty attribute name in the tag \"" + tag.name + '"' + at_byte(begin));
        skip_blanks();
        std::string value;
        if (at_ < text_.size() && text_[at_] == '=') {
            ++at_;
            skip_blanks();
            value = read_value(begin);
        }
        if ((tag.name == "a" && name == "href") || (tag.name == "tg-emoji" && name == "emoji-id") ||
            (tag.name == "span" && name == "class"))
            tag.argument = value;
        if (tag.name == "code" && name == "class" && value.starts_with("language-"))
            tag.argument = value.substr(std::string_view("language-").size());
        if (tag.name == "blockquote" && name == "expandable") tag.expandable = true;
    }
    ++at_;
    if (tag.name == "span" && tag.argument != "tg-spoiler")
        throw cannot_parse("Tag \"span\" must have class \"tg-spoiler\"" + at_byte(begin));
}

std::string HtmlParser::read_value(std::size_t begin) {
    std::string value;
    if (at_ == text_.size()) throw cannot_parse("Unclosed start tag" + at_byte(begin));
    const char quote = text_[at_];
    if (quote != '"' && quote != '\'') {
        while (at_ < text_.size() && !is_blank(text_[at_]) && text_[at_] != '>')
            value.push_back(text_[at_++]);
        return value;
    }
    ++at_;
    while (at_ < text_.size() && text_[at_] != quote)
        value += text_[at_] == '&' ? reference_or_self(at_) : std::string(1, text_[at_++]);
    if (at_ == text_.size()) throw cannot_parse("Unclosed start tag" + at_byte(begin));
    ++at_;
    return value;
}

void HtmlParser::read_end() {
    const auto begin = at_;
    if (open_.empty()) throw cannot_parse("Unexpected end tag" + at_byte(begin));
    at_ += 2;
    const auto end = text_.find('>', at_);
    if (end == std::string_view::npos) throw cannot_parse("Unclosed end tag" + at_byte(begin));
    auto name = http::lowered(http::trimmed(text_.substr(at_, end - at_)));
    at_ = end + 1;
    const auto tag = std::move(open_.back());
    if (!name.empty() && name != tag.name) {
        throw cannot_parse("Unmatched end tag" + at_byte(begin) + ", expected \"</" + tag.name + ">\", found \"</" +
                           name + ">\"");
    }
    open_.pop_back();
    close(tag);
}

void HtmlParser::close(const OpenTag& tag) {
    MessageEntity entity;
    entity.type = kKinds.find(tag.name)->second;
    if (tag.name == "a") {
        auto url = tag.argument.empty() ? std::string(out_.since(tag.first_byte)) : tag.argument;
        if (url.empty()) return;
        entity = link_entity(std::move(url));
    } else if (tag.name == "tg-emoji") {
        entity.custom_emoji_id = tag.argument;
    } else if (tag.name == "blockquote" && tag.expandable) {
        entity.type = "expandable_blockquote";
    } else if (tag.name == "code" && !tag.argument.empty() && !open_.empty() && open_.back().name == "pre") {
        // <pre><code class="language-x"> is one block of code with a language.
        open_.back().argument = tag.argument;
        return;
    } else if (tag.name == "pre" && !tag.argument.empty()) {
        entity.language = tag.argument;
    }
    out_.add(std::move(entity), tag.began);
}

}  // namespace

FormattedText parse_html(std::string_view text) {
    return HtmlParser(text).parse();
}

}  // namespace promo::sandbox::telegram
