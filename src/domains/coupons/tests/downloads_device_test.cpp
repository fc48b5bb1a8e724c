#include <doctest/doctest.h>

#include <string>

#include "domains/coupons/downloads/device.hpp"

using namespace promo::coupons::downloads;

TEST_CASE("what somebody takes a picture with is known from what his browser says") {
    CHECK(device_of("Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
                    "Version/17.4 Mobile/15E148 Safari/604.1") == Device::mobile);
    CHECK(device_of("Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
                    "Chrome/124.0.0.0 Mobile Safari/537.36") == Device::mobile);
    CHECK(device_of("Mozilla/5.0 (Linux; Android 13; SM-X700) AppleWebKit/537.36 (KHTML, like Gecko) "
                    "Chrome/124.0.0.0 Safari/537.36") == Device::tablet);
    CHECK(device_of("Mozilla/5.0 (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
                    "Version/16.6 Mobile/15E148 Safari/604.1") == Device::tablet);
    CHECK(device_of("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
                    "Chrome/124.0.0.0 Safari/537.36") == Device::desktop);
    CHECK(device_of("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_4) AppleWebKit/605.1.15 (KHTML, like Gecko) "
                    "Version/17.4 Safari/605.1.15") == Device::desktop);
    CHECK(device_of("Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0") == Device::desktop);
}

TEST_CASE("a program that does not say what it runs on is counted as unknown") {
    CHECK(device_of("") == Device::unknown);
    CHECK(device_of("curl/7.88.1") == Device::unknown);
    CHECK(device_of(std::string(10'000, ' ') + "iPhone") == Device::unknown);
}
