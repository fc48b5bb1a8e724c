#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace promo::rendering {

// A file in pieces: those that did not change lie in the prepared picture, the others here.
struct Encoded {
    std::vector<std::string_view> pieces;
    std::unique_ptr<char[]> made;
    std::size_t fresh_pixels = 0;  // how many were coded anew
    int font_px = 0;

    std::size_t size() const;
    std::string joined() const;

    // Makes `made` a copy of these bytes.
    void keep(const char* bytes, std::size_t count);
    // One more piece; two that lie side by side become one.
    void append(std::string_view piece);
};

}  // namespace promo::rendering
