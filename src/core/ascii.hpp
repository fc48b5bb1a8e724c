#pragma once

#include <string>
#include <string_view>

// ASCII letters, whatever the locale says; all others stay as they are.
namespace promo::core {

constexpr char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

inline std::string lowered(std::string_view text) {
    std::string result(text);
    for (char& letter : result)
        letter = lower(letter);
    return result;
}

}  // namespace promo::core
