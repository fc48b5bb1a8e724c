#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace promo::messaging {

// Text in Telegram's HTML. Plain text becomes one only escaped, so that nobody's name is ever markup.
class Html {
public:
    Html() = default;
    static Html text(std::string_view plain);
    static Html bold(const Html& inner);
    static Html italic(const Html& inner);
    static Html code(std::string_view plain);
    static Html link(const Html& inner, std::string_view url);

    // What a person wrote with Telegram's tags. Refuses as `invalid`, saying where, tags that Telegram does not know,
    // that are not closed or have attributes they may not have, and links that are no web address or tg://.
    static Html written(std::string_view html, std::string_view field = "text");

    Html& operator+=(const Html& other);
    friend Html operator+(Html left, const Html& right) { return left += right; }
    friend bool operator==(const Html&, const Html&) = default;

    const std::string& str() const { return html_; }
    bool empty() const { return html_.empty(); }
    // As Telegram counts what is left when the tags are taken away: UTF-16 units.
    std::size_t units() const;

private:
    explicit Html(std::string html) : html_(std::move(html)) {}
    std::string html_;
    friend std::vector<Html> split(const Html& html, std::size_t most_units);
    friend Html filled(const Html& written, std::string_view placeholder, std::string_view plain);
};

// Lines below each other.
Html lines(std::initializer_list<Html> parts);

inline constexpr std::size_t kLongestText = 4096;
inline constexpr std::size_t kLongestCaption = 1024;

// In pieces of at most so many units, cut at a line, else a space, else between characters; tags that are open at a cut
// are closed before it and opened again behind it.
std::vector<Html> split(const Html& html, std::size_t most_units = kLongestText);

// With every `{placeholder}` replaced by the value: escaped in text, percent-encoded in a link's address. What a value
// says is no placeholder itself.
Html filled(const Html& written, std::string_view placeholder, std::string_view plain);

}  // namespace promo::messaging
