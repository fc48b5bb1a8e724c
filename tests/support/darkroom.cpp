#include "support/darkroom.hpp"

namespace promo::tests {

const darkroom::Darkroom& darkroom() {
    // Patient: tests share their processors with compilers.
    static const darkroom::Darkroom room(darkroom_worker(), std::chrono::seconds(60));
    return room;
}

std::string darkroom_worker() {
    return PROMOSTACK_DARKROOM_WORKER;
}

}  // namespace promo::tests
