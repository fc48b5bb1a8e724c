#include "app/cli.hpp"

int main(int argc, char** argv) {
    return promo::app::run(argc, argv);
}
