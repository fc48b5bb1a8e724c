#include <doctest/doctest.h>

#include "hostile_files.hpp"
#include "run_worker.hpp"

using namespace promo;
using tests::HostileFile;

namespace {

#ifdef NDEBUG
constexpr double kMostMilliseconds = 100;
#else
constexpr double kMostMilliseconds = 500;
#endif
constexpr double kMostMegabytes = 64;

void check(const std::vector<HostileFile>& files) {
    for (const auto& file : files) {
        const auto ran = tests::run_worker(file.make());
        CAPTURE(file.name);
        REQUIRE(ran.signal == 0);
        REQUIRE(ran.answer);
        CHECK(ran.refused() == file.refused);
        CHECK(ran.cpu_ms <= kMostMilliseconds);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
        CHECK(ran.megabytes <= kMostMegabytes);
#endif
    }
}

}  // namespace

TEST_CASE("a PNG that is made to hurt is refused, or read, in little time and memory") {
    check(tests::hostile_pngs());
}

TEST_CASE("a JPEG that is made to hurt is refused in little time and memory") {
    check(tests::hostile_jpegs());
}

TEST_CASE("unusual pictures are pictures") {
    check(tests::unusual_pictures());
}

TEST_CASE("what is no picture is refused as such") {
    check(tests::no_pictures());
}
