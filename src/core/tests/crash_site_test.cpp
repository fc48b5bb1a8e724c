#include "core/crash_site.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>

using namespace promo::core;

namespace {

// The status with which a process ends that passes the site so often.
int status_after(const char* armed, CrashSite site, int passes) {
    const auto child = ::fork();
    if (child == 0) {
        arm_crash_site(armed);
        for (int i = 0; i < passes; ++i)
            crash_site(site);
        ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WEXITSTATUS(status);
}

}  // namespace

TEST_CASE("an armed crash site ends the process, at the pass it was armed for") {
    CHECK(status_after("jobs_claimed", CrashSite::jobs_claimed, 1) == 137);
    CHECK(status_after("jobs_claimed", CrashSite::jobs_handler, 1) == 0);
    CHECK(status_after("jobs_claimed:3", CrashSite::jobs_claimed, 2) == 0);
    CHECK(status_after("jobs_claimed:3", CrashSite::jobs_claimed, 3) == 137);
    CHECK(status_after("", CrashSite::jobs_claimed, 3) == 0);
}

TEST_CASE("what is no crash site is refused, with a list of those there are") {
    for (const auto* text : {"nowhere", "jobs_claimed:", "jobs_claimed:0", "jobs_claimed:x", "jobs_claimed:1x"}) {
        CAPTURE(text);
        CHECK_THROWS_WITH_AS(arm_crash_site(text), doctest::Contains("jobs_handled"), std::invalid_argument);
    }
}
