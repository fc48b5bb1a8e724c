#include "storage/s3/xml.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace promo::storage {
namespace {

constexpr int kDeepest = 16;
constexpr std::size_t kMostElements = 50'000;
constexpr std::string_view kBlank = " \t\r\n";

bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '.';
}

class Reader {
public:
    explicit Reader(std::string_view document) : rest_(document) {}

    std::optional<XmlElement> document() {
        eat("\xEF\xBB\xBF");
        if (eat("<?xml ") || eat("<?xml\t")) {
            const std::size_t end = rest_.find("?>");
            if (end == std::string_view::npos) return std::nullopt;
            rest_.remove_prefix(end + 2);
        }
        skip_blank();
        XmlElement root;
        if (!element(root, 1)) return std::nullopt;
        skip_blank();
        if (!rest_.empty()) return std::nullopt;
        return root;
    }

private:
    bool eat(std::string_view token) {
        if (!rest_.starts_with(token)) return false;
        rest_.remove_prefix(token.size());
        return true;
    }

    void skip_blank() { rest_.remove_prefix(std::min(rest_.find_first_not_of(kBlank), rest_.size())); }

    std::string name() {
        const auto end = std::find_if_not(rest_.begin(), rest_.end(), is_name_character);
        std::string result(rest_.begin(), end);
        rest_.remove_prefix(result.size());
        return result;
    }

    bool element(XmlElement& into, int depth) {
        if (depth > kDeepest || ++elements_ > kMostElements || !eat("<")) return false;
        into.name = name();
        if (into.name.empty() || !attributes()) return false;
        if (eat("/>")) return true;
        return eat(">") && content(into, depth);
    }

    bool attributes() {
        for (;;) {
            const std::size_t before = rest_.size();
            skip_blank();
            if (rest_.starts_with(">") || rest_.starts_with("/>")) return true;
            if (rest_.size() == before) return false;
            // `xmlns:xsi="…"` is the one place where a prefix is usual.
            if (name().empty() || (eat(":") && name().empty()) || !eat("=") || rest_.empty()) return false;
            const char quote = rest_.front();
            if (quote != '"' && quote != '\'') return false;
            const std::size_t end = rest_.find(quote, 1);
            if (end == std::string_view::npos || rest_.substr(0, end).find('<') != std::string_view::npos) return false;
            rest_.remove_prefix(end + 1);
        }
    }

    bool content(XmlElement& into, int depth) {
        for (;;) {
            const std::size_t stop = rest_.find_first_of("<&");
            if (stop == std::string_view::npos) return false;
            into.text += rest_.substr(0, stop);
            rest_.remove_prefix(stop);
            if (rest_.front() == '&') {
                if (!entity(into.text)) return false;
            } else if (eat("</")) {
                const bool matches = name() == into.name;
                skip_blank();
                if (!into.children.empty() && into.text.find_first_not_of(kBlank) == std::string::npos)
                    into.text.clear();
                return matches && eat(">");
            } else {
                if (!element(into.children.emplace_back(), depth + 1)) return false;
            }
        }
    }

    bool entity(std::string& into) {
        static constexpr std::pair<std::string_view, char> kNamed[] = {
            {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
        for (const auto& [token, letter] : kNamed)
            if (eat(token)) {
                into += letter;
                return true;
            }
        const int base = eat("&#x") ? 16 : eat("&#") ? 10 : 0;
        if (base == 0) return false;
        std::uint32_t point = 0;
        const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), point, base);
        const bool scalar = point != 0 && point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF);
        if (error != std::errc() || !scalar) return false;
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
        append_utf8(into, point);
        return eat(";");
    }

    static void append_utf8(std::string& into, std::uint32_t point) {
        const auto tail = [&](int shift) { into += static_cast<char>(0x80 | ((point >> shift) & 0x3F)); };
        if (point < 0x80) {
            into += static_cast<char>(point);
        } else if (point < 0x800) {
            into += static_cast<char>(0xC0 | (point >> 6));
            tail(0);
        } else if (point < 0x10000) {
            into += static_cast<char>(0xE0 | (point >> 12));
            tail(6);
            tail(0);
        } else {
            into += static_cast<char>(0xF0 | (point >> 18));
            tail(12);
            tail(6);
            tail(0);
        }
    }

    std::string_view rest_;
    std::size_t elements_ = 0;
};

}  // namespace

const XmlElement* XmlElement::child(std::string_view child_name) const {
    const auto found = std::find_if(children.begin(), children.end(),
                                    [&](const XmlElement& element) { return element.name == child_name; });
    return found == children.end() ? nullptr : &*found;
}

std::string_view XmlElement::text_of(std::string_view child_name) const {
    const XmlElement* found = child(child_name);
    return found == nullptr ? std::string_view() : std::string_view(found->text);
}

std::optional<XmlElement> parse_xml(std::string_view document) {
    return Reader(document).document();
}

}  // namespace promo::storage
