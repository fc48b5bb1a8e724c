#include "domains/messaging/content/html.hpp"

#include "core/encoding.hpp"
#include "core/escape.hpp"
#include "core/utf8.hpp"
#include "domains/messaging/content/pieces.hpp"

namespace promo::messaging {
namespace {

// What no message can show becomes a blank; a line ends in one character.
std::string cleaned(std::string_view plain) {
    auto text = core::to_valid_utf8(plain);
    std::erase(text, '\r');
    for (char& letter : text) {
        if ((letter >= 0 && letter < ' ' && letter != '\n') || letter == 0x7F) letter = ' ';
    }
    return text;
}

std::string escaped(std::string_view plain) {
    return core::telegram_html(cleaned(plain));
}

// A value is no place for the next placeholder.
std::string without_placeholders(std::string html) {
    for (auto at = html.find('{'); at != std::string::npos; at = html.find('{', at))
        html.replace(at, 1, "&#123;");
    return html;
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
    return text;
}

}  // namespace

Html Html::text(std::string_view plain) {
    return Html(escaped(plain));
}

Html Html::bold(const Html& inner) {
    return Html("<b>" + inner.html_ + "</b>");
}

Html Html::italic(const Html& inner) {
    return Html("<i>" + inner.html_ + "</i>");
}

Html Html::code(std::string_view plain) {
    return Html("<code>" + escaped(plain) + "</code>");
}

Html Html::link(const Html& inner, std::string_view url) {
    return Html("<a href=\"" + escaped(url) + "\">" + inner.html_ + "</a>");
}

Html& Html::operator+=(const Html& other) {
    html_ += other.html_;
    return *this;
}

std::size_t Html::units() const {
    return units_of(html_);
}

Html lines(std::initializer_list<Html> parts) {
    Html all;
    for (const auto& part : parts) {
        if (&part != parts.begin()) all += Html::text("\n");
        all += part;
    }
    return all;
}

Html filled(const Html& written, std::string_view placeholder, std::string_view plain) {
    const auto name = '{' + std::string(placeholder) + '}';
    const auto in_text = without_placeholders(escaped(plain));
    const auto in_address = core::url_encode(cleaned(plain));
    std::string result;
    std::string_view rest = written.html_;
    while (!rest.empty()) {
        const bool tag = rest.front() == '<';
        const auto part = rest.substr(0, tag ? rest.find('>') + 1 : rest.find('<'));
        result += replaced(std::string(part), name, tag ? in_address : in_text);
        rest.remove_prefix(part.size());
    }
    return Html(std::move(result));
}

}  // namespace promo::messaging
