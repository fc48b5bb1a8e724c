#include "darkroom/answer.hpp"

#include <algorithm>
#include <array>
#include <type_traits>

#include "rendering/decode.hpp"
#include "rendering/prepared.hpp"

namespace promo::darkroom {
namespace {

// Both ends are the same program, so numbers travel as they are.
struct Head {
    std::uint64_t mark = 0;
    std::uint64_t code = 0;  // 0: developed; else one more than the RefusalCode
    std::uint64_t width = 0;
    std::uint64_t height = 0;
    std::array<std::uint64_t, 3> lengths{};
};
static_assert(std::has_unique_object_representations_v<Head>);

constexpr std::uint64_t kMark = 0x50524f4d4f504943;
constexpr std::uint64_t kLongestMessage = 400;
// Four bytes a pixel, and what a format takes on top.
constexpr std::uint64_t kLargestPicture = 68 << 20;
// The pixels and the two files.
constexpr std::uint64_t kLargestPrepared = 3 * kLargestPicture;

std::span<char> bytes_of(Head& head) {
    return {reinterpret_cast<char*>(&head), sizeof head};
}

std::optional<std::string> read_text(std::uint64_t length, std::uint64_t most, const Read& read) {
    if (length > most) return std::nullopt;
    std::string text(length, '\0');
    if (!read(text)) return std::nullopt;
    return text;
}

constexpr std::string_view kPng("\x89PNG\r\n\x1a\n", 8);
constexpr std::string_view kJpeg("\xff\xd8\xff");

// The size that the head of a PNG of ours says.
rendering::Size size_of(std::string_view png) {
    constexpr std::size_t kAt = 16;
    const auto number = [&](std::size_t at) {
        int value = 0;
        for (std::size_t i = at; i < at + 4; ++i)
            value = value << 8 | static_cast<std::uint8_t>(png[i]);
        return value;
    };
    if (png.size() < kAt + 8 || png[kAt] != 0 || png[kAt + 4] != 0) return {};
    return {number(kAt), number(kAt + 4)};
}

bool is_prepared(const std::string& bytes, rendering::Size size) {
    const auto prepared = rendering::Prepared::open(bytes);
    return prepared && prepared->size() == size;
}

bool is_right(const Developed& developed, Purpose purpose) {
    if (!developed.picture.starts_with(kPng) || size_of(developed.picture) != developed.size) return false;
    switch (purpose) {
        case Purpose::background:
            return developed.preview.starts_with(kJpeg) && is_prepared(developed.prepared, developed.size);
        case Purpose::overlay:
            return developed.preview.starts_with(kPng) && developed.prepared.empty();
        case Purpose::logo:
        case Purpose::broadcast:
            return developed.preview.empty() && developed.prepared.empty();
    }
    return false;
}

std::optional<Answer> read_refusal(const Head& head, const Read& read) {
    auto message = read_text(head.lengths[0], kLongestMessage, read);
    const auto is_plain = [](char letter) { return letter >= ' ' && letter <= '~'; };
    if (!message || !std::ranges::all_of(*message, is_plain)) return std::nullopt;
    const auto code = static_cast<core::RefusalCode>(head.code - 1);
    if (code != core::RefusalCode::unprocessable && code != core::RefusalCode::too_large &&
        code != core::RefusalCode::unsupported_media)
        return std::nullopt;
    return core::Refusal(code, std::move(*message));
}

}  // namespace

void write_answer(const Answer& answer, const Write& write) {
    Head head{.mark = kMark};
    if (const auto* refusal = std::get_if<core::Refusal>(&answer)) {
        head.code = static_cast<std::uint64_t>(refusal->code()) + 1;
        head.lengths[0] = refusal->message().size();
        const auto bytes = bytes_of(head);
        write({bytes.data(), bytes.size()});
        write(refusal->message());
        return;
    }
    const auto& developed = std::get<Developed>(answer);
    head.width = static_cast<std::uint64_t>(developed.size.width);
    head.height = static_cast<std::uint64_t>(developed.size.height);
    head.lengths = {developed.picture.size(), developed.preview.size(), developed.prepared.size()};
    const auto bytes = bytes_of(head);
    write({bytes.data(), bytes.size()});
    write(developed.picture);
    write(developed.preview);
    write(developed.prepared);
}

std::optional<Answer> read_answer(Purpose purpose, const Read& read) {
    Head head;
    if (!read(bytes_of(head)) || head.mark != kMark) return std::nullopt;
    if (head.code != 0) return read_refusal(head, read);
    if (std::max(head.width, head.height) > rendering::kLongestSide || std::min(head.width, head.height) == 0)
        return std::nullopt;
    auto picture = read_text(head.lengths[0], kLargestPicture, read);
    auto preview = picture ? read_text(head.lengths[1], kLargestPicture, read) : std::nullopt;
    auto prepared = preview ? read_text(head.lengths[2], kLargestPrepared, read) : std::nullopt;
    if (!prepared) return std::nullopt;
    Developed developed{.size = {static_cast<int>(head.width), static_cast<int>(head.height)},
                        .picture = std::move(*picture),
                        .preview = std::move(*preview),
                        .prepared = std::move(*prepared)};
    if (!is_right(developed, purpose)) return std::nullopt;
    return developed;
}

}  // namespace promo::darkroom
