#include "darkroom/answer.hpp"

#include <doctest/doctest.h>

#include <cstring>

#include "darkroom/develop.hpp"
#include "jpeg_parts.hpp"
#include "png_parts.hpp"
#include "support/property.hpp"

using namespace promo;
using darkroom::Answer;
using darkroom::Purpose;

namespace {

std::string said(const Answer& answer) {
    std::string bytes;
    darkroom::write_answer(answer, [&](std::string_view more) { bytes += more; });
    return bytes;
}

std::optional<Answer> heard(std::string_view bytes, Purpose purpose = Purpose::background) {
    return darkroom::read_answer(purpose, [&](std::span<char> to) {
        if (bytes.size() < to.size()) return false;
        std::memcpy(to.data(), bytes.data(), to.size());
        bytes.remove_prefix(to.size());
        return true;
    });
}

const darkroom::Developed& background() {
    static const auto developed = darkroom::develop(tests::png(), Purpose::background);
    return developed;
}

}  // namespace

TEST_CASE("an answer arrives as it was given") {
    const auto heard_again = std::get<darkroom::Developed>(heard(said(background())).value());
    CHECK(heard_again.size == background().size);
    CHECK(heard_again.picture == background().picture);
    CHECK(heard_again.preview == background().preview);
    CHECK(heard_again.prepared == background().prepared);
    const core::Refusal refusal(core::RefusalCode::too_large, "Make it smaller.");
    const auto refused = std::get<core::Refusal>(heard(said(refusal)).value());
    CHECK(refused.code() == refusal.code());
    CHECK(refused.message() == refusal.message());
}

TEST_CASE("an answer that was cut off is none") {
    const auto whole = said(background());
    for (std::size_t length = 0; length < whole.size(); length += 97)
        CHECK_FALSE(heard(std::string_view(whole).substr(0, length)));
}

TEST_CASE("an answer that contradicts itself is none") {
    const auto with = [](auto change) {
        auto developed = background();
        change(developed);
        return heard(said(developed));
    };
    CHECK(with([](auto&) {}));
    CHECK_FALSE(with([](auto& developed) { developed.size.width = 65; }));
    CHECK_FALSE(with([](auto& developed) { developed.size = {0, 0}; }));
    CHECK_FALSE(with([](auto& developed) { developed.size = {5000, 64}; }));
    CHECK_FALSE(with([](auto& developed) { developed.picture = tests::jpeg(); }));
    CHECK_FALSE(with([](auto& developed) { developed.picture.clear(); }));
    CHECK_FALSE(with([](auto& developed) { developed.picture = std::string(100, 'x'); }));
    CHECK_FALSE(with([](auto& developed) { developed.preview = "<svg/>"; }));
    CHECK_FALSE(with([](auto& developed) { developed.prepared.clear(); }));
    CHECK_FALSE(with([](auto& developed) { developed.prepared.pop_back(); }));
    CHECK_FALSE(heard(said(background()), Purpose::logo));
    CHECK_FALSE(heard(said(background()), Purpose::overlay));
}

TEST_CASE("a refusal says only what a decoder may say, in plain letters") {
    using core::Refusal;
    using core::RefusalCode;
    CHECK(heard(said(Refusal(RefusalCode::unprocessable, "It is damaged."))));
    CHECK_FALSE(heard(said(Refusal(RefusalCode::unauthorized, "Sign in again."))));
    CHECK_FALSE(heard(said(Refusal(RefusalCode::unprocessable, "\x1b[2J"))));
    CHECK_FALSE(heard(said(Refusal(RefusalCode::unprocessable, std::string(1000, 'x')))));
}

TEST_CASE("no bytes whatever make an answer that is not one") {
    const auto whole = said(background());
    CHECK(tests::counterexample([&](std::uint16_t at, std::uint8_t byte) {
              auto changed = whole;
              // The head, where every byte counts.
              changed[at % 56] = static_cast<char>(byte);
              const auto answer = heard(changed);
              if (changed == whole) return answer.has_value();
              return !answer || std::holds_alternative<core::Refusal>(*answer);
          }) == "");
}
