// libFuzzer's entrance. One program for each target: PROMOSTACK_FUZZ_TARGET names it.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "fuzz/targets.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto run = std::ranges::find(promo::fuzz::targets(), std::string_view(PROMOSTACK_FUZZ_TARGET),
                                              &promo::fuzz::NamedTarget::name)
                                ->run;
    run({reinterpret_cast<const char*>(data), size});
    return 0;
}
