"""`python -m pharos.registry.signer`, the process behind `pharos signer`."""

from pharos.registry.signer.process import main

if __name__ == "__main__":
    main()
