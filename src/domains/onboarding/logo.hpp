#pragma once

#include <boost/describe/enum.hpp>
#include <cstdint>
#include <string_view>

namespace promo::onboarding {

// A picture as its first bytes say; the enumerator is the end of its file name.
enum class LogoType { png, jpg, webp };
BOOST_DESCRIBE_ENUM(LogoType, png, jpg, webp)

struct Logo {
    LogoType type = LogoType::png;
    std::int64_t width = 0;
    std::int64_t height = 0;
};

inline constexpr std::size_t kLargestLogo = 5 << 20;
inline constexpr std::int64_t kLongestLogoSide = 4096;
inline constexpr std::int64_t kMostLogoPixels = 16'000'000;

// Reads only the frame of the file, never a pixel. Refuses as `too_large` more bytes than kLargestLogo; as
// `unprocessable` what is no still PNG, JPEG or WebP, is cut off or goes on after its end, or is too many pixels.
Logo inspect_logo(std::string_view bytes);

std::string_view content_type(LogoType type);

}  // namespace promo::onboarding
